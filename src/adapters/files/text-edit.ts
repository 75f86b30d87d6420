import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import { createText } from './create-text.ts';
import { decodeUtf8, encodeLike } from './human-file.ts';
import { readForChange, swapFile, type FileContent, type FilePlace } from './swap-file.ts';
import { maxTextBytes } from './task-heads.ts';

/** `same`: nothing was changed. `moved`: the file changed meanwhile; it was not written, and the edited text is kept at `kept`. */
export type EditedText =
  | { readonly state: 'changed' | 'same' }
  | { readonly state: 'moved'; readonly kept: string };

/**
 * Lets `edit` change a copy of a text, and puts that in the text's place if nobody changed it meanwhile. A text that is not there yet
 * begins empty. Errors: Fault `bad-input`, `file-unreadable`, `file-unwritable`; what `edit` throws.
 */
export async function editTextFile(
  place: FilePlace,
  name: string,
  edit: (path: string) => Promise<void>,
): Promise<EditedText> {
  const before = await readForChange(place);
  await mkdir(place.stateDir, { recursive: true });
  const folder = await mkdtemp(join(place.stateDir, 'edit-'));
  const copy = join(folder, name);
  let isKept = false;
  try {
    await writeFile(copy, before === null ? '' : textIn(place, before.bytes), { mode: 0o600 });
    const started = await readFile(copy);
    await edit(copy);
    const bytes = await readFile(copy);
    if (bytes.equals(started)) return { state: 'same' };
    isKept = true;
    isKept = !(await put(place, before, textIn(place, bytes)));
    return isKept ? { state: 'moved', kept: copy } : { state: 'changed' };
  } finally {
    if (!isKept) await rm(folder, { recursive: true, force: true });
  }
}

async function put(place: FilePlace, before: FileContent | null, text: string): Promise<boolean> {
  if (before !== null) return swapFile(place, before, encodeLike(before.bytes, text));
  return (await createText({ ...place, content: text })) !== 'another is there';
}

function textIn({ path }: FilePlace, bytes: Buffer): string {
  const text = bytes.length > maxTextBytes ? null : decodeUtf8(bytes);
  if (text !== null) return text;
  const because = bytes.length > maxTextBytes ? 'its text is longer than 1 MB' : 'it is not UTF-8 text';
  throw new Fault({ code: 'bad-input', what: 'edit the text of a task', on: path, because });
}
