import { stat } from 'node:fs/promises';
import type { Snapshot } from '../../domain/snapshot.ts';
import { isMissing } from '../files/error-code.ts';
import { readSnapshot, snapshotPath } from './snapshot-file.ts';

/** The last picture on disk, read again only when it was replaced. Errors: Fault `file-unreadable`. */
export function openKeptSnapshot(journalDir: string): () => Promise<Snapshot | null> {
  let read: { readonly mark: string; readonly snapshot: Snapshot | null } = { mark: '', snapshot: null };
  return async () => {
    const mark = await markOf(snapshotPath(journalDir));
    if (mark !== read.mark) read = { mark, snapshot: await readSnapshot(journalDir) };
    return read.snapshot;
  };
}

async function markOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
