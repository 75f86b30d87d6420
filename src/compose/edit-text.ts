import { basename, join } from 'node:path';
import { editTextFile } from '../adapters/files/text-edit.ts';
import type { TextEdit } from '../surfaces/cli/project-door.ts';
import { openEditor } from './editor.ts';
import { filesFolder, openForEdits } from './human-files.ts';
import type { Place } from './place.ts';

/** Lets a person edit the text of a task in their editor, on this terminal. Null: there is no such task. */
export async function editText(place: Place, task: string): Promise<TextEdit | null> {
  const file = await textFile(place, task);
  if (file === null) return null;
  const target = { root: place.root, path: file, stateDir: filesFolder(place) };
  const edited = await editTextFile(target, basename(file), (copy) => openEditor(copy, place.around.env));
  return { ...edited, file };
}

/** Where the text is, or would be. */
async function textFile(place: Place, task: string): Promise<string | null> {
  const files = await openForEdits(place);
  try {
    const entry = (await files.wish()).tasks.get(task);
    if (entry === undefined) return null;
    return entry.textFile === null
      ? join(place.home, 'tasks', `${task}.md`)
      : join(place.root, entry.textFile);
  } finally {
    await files.close();
  }
}
