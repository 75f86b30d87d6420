import type { TextFile } from './delivery.ts';
import type { DeliveryId } from './names.ts';

/** Where the file of a text lies within a worktree: a folder of Czar's own, which git does not see. */
export const TEXT_FOLDER = '.czar-text';

/**
 * What is typed instead of a text that is too long for one paste: the first line of that text, where all of it lies, and the last
 * line. Canonical.
 */
export function triggerText(
  whole: string,
  { id, file }: { readonly id: DeliveryId; readonly file: TextFile },
): string {
  const [header = ''] = whole.split('\n', 1);
  return [
    header,
    'The text of this message is too long to be typed. All of it is in this file:',
    file.path,
    `It has ${file.bytes} bytes, its SHA-256 is ${file.sha256}. git does not see it; leave it where it is.`,
    'Read the whole of that file before anything else, piece by piece if you must, and do what it says.',
    `[end ${id}]`,
  ].join('\n');
}

/** What a receipt of such a text proves. */
export function provenOf(because: string, file: TextFile | undefined): string {
  return file === undefined ? because : `${because}, which names ${inFile(file)}`;
}

/** "the file /shop/.czar-text/d-1.txt (412345 bytes)". */
export function inFile({ path, bytes }: TextFile): string {
  return `the file ${path} (${bytes} bytes)`;
}
