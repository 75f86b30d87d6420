import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { isMissing, messageOf } from '../files/error-code.ts';
import { replaceFile } from '../files/replace-file.ts';
import { decodeSnapshot } from './decode-response.ts';
import { snapshotText } from './snapshot-text.ts';

export function snapshotPath(journalDir: string): string {
  return join(journalDir, 'snapshot.json');
}

/** Keeps the last picture, for those who look while nobody runs. */
export async function writeSnapshot(journalDir: string, snapshot: Snapshot): Promise<void> {
  await replaceFile(snapshotPath(journalDir), snapshotText(snapshot));
}

/** Null when there never was one. Errors: Fault `file-unreadable`. */
export async function readSnapshot(journalDir: string): Promise<Snapshot | null> {
  const path = snapshotPath(journalDir);
  try {
    return decodeSnapshot(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return null;
    throw new Fault(
      {
        code: 'file-unreadable',
        what: 'read the last snapshot',
        on: path,
        because: messageOf(error),
        help: 'czar start writes it anew',
      },
      error,
    );
  }
}
