import type { Receipt } from '../../domain/delivery.ts';
import { inFile } from '../../domain/long-text.ts';
import type { World } from '../../domain/world.ts';

/** Of each text of a worker, or of a task, that was too long to be typed and may still be read: where it lies. */
export function whyTextFiles({ ledger }: World, about: string): readonly string[] {
  const last = [...ledger.receipts.values()].findLast((receipt) => concerns(receipt, about));
  const left = [...ledger.workers.values()].flatMap(({ texts = [] }) => texts);
  return left.flatMap(({ delivery }) => {
    const receipt = ledger.receipts.get(delivery);
    return receipt !== undefined && concerns(receipt, about) ? placeOf(receipt, receipt === last) : [];
  });
}

function concerns({ worker, task, verdict }: Receipt, about: string): boolean {
  return (worker === about || task === about) && verdict !== 'refused';
}

function placeOf({ file, kind, verdict, bytes }: Receipt, isLast: boolean): readonly string[] {
  if (file === undefined) return [];
  const which = isLast ? 'its last text' : `a text before its last (${kind})`;
  const receipt = `the receipt (${verdict}) is of the ${bytes} bytes that name it`;
  return [`${which} was too long to be typed: it is ${inFile(file)}, SHA-256 ${file.sha256}; ${receipt}`];
}
