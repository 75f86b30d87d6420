import { inFile } from '../../domain/long-text.ts';
import type { World } from '../../domain/world.ts';

/** Of the last text that a worker, or the worker of a task, was sent: that it lies in a file. Null: it was typed. */
export function whyTextFile({ ledger }: World, about: string): string | null {
  const last = [...ledger.receipts.values()].findLast(
    ({ worker, task, verdict }) => (worker === about || task === about) && verdict !== 'refused',
  );
  if (last?.file === undefined) return null;
  const { file, verdict, bytes } = last;
  return `its last text was too long to be typed: it is ${inFile(file)}, SHA-256 ${file.sha256}; the receipt (${verdict}) is of the ${bytes} bytes that name it`;
}
