import { randomBytes } from 'node:crypto';
import { mkdir, open, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { isMissing, messageOf } from './error-code.ts';
import { hashOf, maxFileBytes } from './human-file.ts';
import { withLockFile } from './lock-file.ts';
import { forget, putInPlace, staysPut, type Exchange } from './put-in-place.ts';
import { readInside } from './read-inside.ts';
import { syncFolder } from './replace-file.ts';

export interface FilePlace {
  /** Real path of the project root. */
  readonly root: string;
  readonly path: string;
  /** Folder of Czar's own for the temporary file, so that a crash leaves nothing beside the human's files. */
  readonly stateDir: string;
}

export interface FileContent {
  readonly bytes: Buffer;
  readonly hash: string;
  readonly realPath: string;
  readonly mode: number;
}

/** The content of a human file that is to be changed. Null: missing. Errors: Fault `file-unreadable`. */
export async function readForChange({ root, path }: FilePlace): Promise<FileContent | null> {
  const result = await readInside({ root, path, maxBytes: maxFileBytes });
  if (result.state === 'missing') return null;
  if (result.state === 'read') return { ...result, hash: hashOf(result.bytes) };
  const because = result.state === 'refused' ? result.because : 'it was not read';
  throw new Fault({ code: 'file-unreadable', what: 'read a file of the project', on: path, because });
}

/**
 * Puts `text` in place of a content that is still `before`; false, and nothing written, when it is another by now. The mode is kept. A
 * link inside the project is followed, its target replaced; a hard link from elsewhere keeps the old text. Readers see the old or the
 * new file.
 * Errors: Fault `file-unwritable` (transient), and the old file is whole.
 */
export async function swapFile(place: FilePlace, before: FileContent, text: string): Promise<boolean> {
  const temporary = await temporaryFor(place.stateDir, before.realPath);
  const exchange = { path: before.realPath, before: before.hash, ours: temporary, after: hashOf(text) };
  try {
    await writeTemporary(temporary, text, before.mode);
    // Between the look and the rename no other process of Czar may write; what a human saves then is kept.
    return await withLockFile(join(place.stateDir, 'human-files.lock'), async () => {
      if ((await realPathOf(place)) !== before.realPath) return false;
      const isPut = putInPlace(exchange);
      await syncFolder(dirname(before.realPath));
      return isPut && staysPut(exchange);
    });
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw unwritable(place.path, error);
  } finally {
    tidyUp(place, exchange);
  }
}

/** Null: missing. */
async function realPathOf({ path }: FilePlace): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Errors: Fault `file-unwritable` when what somebody saved could not be put back; it says where that is. */
function tidyUp({ path }: FilePlace, exchange: Exchange): void {
  const kept = forget(exchange);
  if (kept !== null)
    throw unwritable(path, `what was saved meanwhile could not be put back, and is kept as ${kept}`);
}

export function unwritable(path: string, error: unknown): Fault {
  const because = messageOf(error);
  return new Fault(
    { code: 'file-unwritable', what: 'write a file', on: path, because, transient: true },
    error,
  );
}

/** A rename cannot cross file systems: where Czar's folder is on another one, the file's own folder is used. */
async function temporaryFor(stateDir: string, target: string): Promise<string> {
  await mkdir(stateDir, { recursive: true });
  const [own, human] = await Promise.all([stat(stateDir), stat(dirname(target))]);
  const folder = own.dev === human.dev ? stateDir : dirname(target);
  return join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
}

async function writeTemporary(path: string, text: string, mode: number): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
