import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { messageOf } from './error-code.ts';
import { isInside } from './read-inside.ts';

/** A memory that nobody could read any more is not made longer. */
const MOST_BYTES = 2_000_000;

interface Appended {
  /** Real path of the project root. */
  readonly root: string;
  readonly path: string;
  readonly mark: string;
  readonly text: string;
}

/**
 * Appends the mark and a text to a file of people's, made when it is not there, unless the mark stands in it. What stands there
 * stays as it is, byte by byte. Errors: Fault `file-unwritable`.
 */
export async function appendOnce(appended: Appended): Promise<'added' | 'there'> {
  const { root, path } = appended;
  try {
    if (!isInside(root, await realpath(dirname(path)))) throw refused(path, 'it lies outside the project');
    const { O_RDWR, O_CREAT, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = await open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, 0o644);
    try {
      return await appendTo(file, appended);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Fault || !(error instanceof Error && 'code' in error)) throw error;
    throw refused(path, messageOf(error));
  }
}

async function appendTo(file: FileHandle, { path, mark, text }: Appended): Promise<'added' | 'there'> {
  const stats = await file.stat();
  if (!stats.isFile()) throw refused(path, 'it is no plain file');
  if (stats.size > MOST_BYTES) throw refused(path, `it has more than ${MOST_BYTES} bytes`);
  const there = await file.readFile('utf8');
  if (there.includes(mark)) return 'there';
  const lineEnd = there === '' || there.endsWith('\n') ? '' : '\n';
  const gap = there === '' ? '' : '\n';
  // The mark goes first: an entry that was cut off is not written a second time.
  await file.appendFile(`${lineEnd}${gap}${mark}\n${text}`);
  await file.datasync();
  return 'added';
}

function refused(on: string, because: string): Fault {
  const help = 'say another file in "memory" of czar.config.json';
  return new Fault({ code: 'file-unwritable', what: 'append to the memory', on, because, help });
}
