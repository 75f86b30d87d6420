import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../files/replace-file.ts';
import type { Leftover } from './replay.ts';

/** Folder, inside the journal's, of what was cut. */
const asideFolder = 'torn';

/**
 * Cuts a leftover off its segment after a copy of it is on the disk; says what was cut and where it is kept. A crash in between
 * leaves the copy and the uncut segment, and the next start does it again under another name.
 */
export async function cutLeftover(folder: string, { leftover, at }: CutRequest): Promise<string> {
  const name = `${leftover.segment.name}.from-${leftover.from}.${at}`;
  const kept = join(folder, asideFolder, name);
  await mkdir(join(folder, asideFolder), { recursive: true, mode: 0o700 });
  await keep(kept, leftover.bytes);
  await syncFolder(join(folder, asideFolder));
  await truncate(join(folder, leftover.segment.name), leftover.from);
  return `${describeLeftover(leftover)}; cut, and kept in ${kept}`;
}

export interface CutRequest {
  readonly leftover: Leftover;
  /** Epoch milliseconds, for the name of the copy. */
  readonly at: number;
}

/** One line for people. */
export function describeLeftover({ segment, kind, from, bytes, readable }: Leftover): string {
  const where = `${segment.name} from byte ${from} on (${bytes.length} bytes)`;
  switch (kind) {
    case 'torn':
      return `the journal ends in an unfinished or broken line: ${where}`;
    case 'overtaken':
      return `a supervisor that had been replaced wrote on without acknowledging it: ${where}`;
    case 'damage':
      return `THE JOURNAL IS DAMAGED: ${where} cannot be used, with ${readable} lines that are still readable; what they say is lost to Czar`;
  }
}

async function keep(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function truncate(path: string, length: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.truncate(length);
    await file.sync();
  } finally {
    await file.close();
  }
}
