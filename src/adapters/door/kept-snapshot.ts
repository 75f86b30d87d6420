import { stat } from 'node:fs/promises';
import type { Snapshot } from '../../domain/snapshot.ts';
import { isMissing } from '../files/error-code.ts';
import { keptMark, withKeptAnswers } from './kept-answers.ts';
import { readSnapshot, snapshotPath } from './snapshot-file.ts';

/** The last picture on disk, with answers that were left since; made anew only when either was changed. Errors: Fault `file-unreadable`. */
export function openKeptSnapshot(journalDir: string): () => Promise<Snapshot | null> {
  let read: { readonly mark: string; readonly snapshot: Snapshot | null } = { mark: '', snapshot: null };
  return async () => {
    const mark = `${await markOf(snapshotPath(journalDir))} ${await keptMark(journalDir)}`;
    if (mark !== read.mark) read = { mark, snapshot: await readKept(journalDir) };
    return read.snapshot;
  };
}

/** The last picture on disk, with answers that were left since. Errors: Fault `file-unreadable`. */
export async function readKept(journalDir: string): Promise<Snapshot | null> {
  const snapshot = await readSnapshot(journalDir);
  if (snapshot === null) return null;
  const questions = await withKeptAnswers(journalDir, snapshot.questions);
  return questions === snapshot.questions ? snapshot : { ...snapshot, questions };
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
