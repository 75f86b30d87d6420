import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { hasCode } from './error-code.ts';
import { isInside, readInside } from './read-inside.ts';
import { syncFolder } from './replace-file.ts';
import { unwritable } from './swap-file.ts';
import { maxTextBytes } from './task-heads.ts';
import { writeNew } from './write-new.ts';

interface NewText {
  /** Real path of the project root. */
  readonly root: string;
  readonly path: string;
  readonly content: string;
}

/** Makes a file of a text where none is. Errors: Fault `bad-input`, `file-unwritable`. */
export async function createText(text: NewText): Promise<'created' | 'it is there' | 'another is there'> {
  const { root, path, content } = text;
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
    if (!isInside(root, await realpath(folder)))
      throw new Fault({
        code: 'bad-input',
        what: 'write the text of a task',
        on: path,
        because: 'its folder lies outside the project',
      });
    await writeNew(path, content, 0o644);
    await syncFolder(folder);
    return 'created';
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (!hasCode(error, 'EEXIST')) throw unwritable(path, error);
    const result = await readInside({ root, path, maxBytes: maxTextBytes });
    const isSame = result.state === 'read' && result.bytes.toString('utf8') === content;
    return isSame ? 'it is there' : 'another is there';
  }
}
