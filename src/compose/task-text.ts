import type { ShownText } from '../surfaces/cli/project-door.ts';
import { openForEdits } from './human-files.ts';
import type { Place } from './place.ts';

/** The text of a task as its file has it now. Null: it has none. Errors: Fault `file-unreadable`. */
export async function taskText(place: Place, task: string): Promise<ShownText | null> {
  const files = await openForEdits(place);
  try {
    return await files.text(task);
  } finally {
    await files.close();
  }
}
