import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { hasCode, messageOf } from '../../adapters/files/error-code.ts';
import { isThere } from '../../adapters/files/is-there.ts';
import { isInside } from '../../adapters/files/read-inside.ts';
import { Fault } from '../../domain/fault.ts';

/** Writes a file that is not there yet, and says in one line what it did. Errors: Fault `file-unwritable`, `bad-input`. */
export async function writeNew(root: string, path: string, text: string): Promise<string> {
  const name = relative(root, path);
  try {
    await mkdir(dirname(path), { recursive: true });
    if (!isInside(root, await realpath(dirname(path)))) throw leadsOut(name);
    await writeFile(path, text, { flag: 'wx' });
    return `created ${name}`;
  } catch (error) {
    if (error instanceof Fault) throw error;
    // `mkdir` says that something exists as well, when a file lies where a folder has to be.
    if (hasCode(error, 'EEXIST') && (await isThere(path))) return `kept ${name}, which was there`;
    throw new Fault(
      { code: 'file-unwritable', what: 'write a file', on: path, because: messageOf(error) },
      error,
    );
  }
}

function leadsOut(on: string): Fault {
  const because = 'a link leads out of the project';
  return new Fault({ code: 'bad-input', what: 'write a file', on, because });
}
