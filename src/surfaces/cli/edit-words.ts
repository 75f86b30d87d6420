import type { TextEdit } from './project-door.ts';

/** What came of editing a text, in one line. */
export function textEditWords(task: string, edit: TextEdit | null): string {
  if (edit === null) return `there is no task ${task}`;
  if (edit.state === 'moved')
    return `${edit.file} was changed meanwhile and stays as it is; your text is in ${edit.kept}`;
  return edit.state === 'same' ? `the text of ${task} stays as it is` : `changed the text of ${task}`;
}
