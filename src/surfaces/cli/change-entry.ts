import type { EditedFields } from '../../domain/edited-fields.ts';
import type { CliIo } from './io.ts';
import { sendOrder } from './order.ts';
import type { ProjectDoor, TaskChange } from './project-door.ts';

/** Changes fields of a queue entry, and tells the journal of it so that it can be undone. What the task comes after now. */
export async function changeEntry(
  sender: { readonly door: ProjectDoor; readonly io: CliIo },
  change: TaskChange,
): Promise<readonly string[]> {
  const { door } = sender;
  const before = await door.entry(change.task);
  const after = await door.changeTask(change);
  const to = fieldsOf(change, change);
  if (before !== null && Object.keys(to).length > 0) {
    const from = fieldsOf(change, before);
    await sendOrder(sender, { do: 'edited', task: change.task, from, to }, 'leave');
  }
  return after;
}

/** Of these values, the fields that the change names. */
function fieldsOf(change: TaskChange, { priority, assignee, hold }: EditedFields): EditedFields {
  return {
    ...(change.priority === undefined || priority === undefined ? {} : { priority }),
    ...(change.assignee === undefined || assignee === undefined ? {} : { assignee }),
    ...(change.hold === undefined || hold === undefined ? {} : { hold }),
  };
}
