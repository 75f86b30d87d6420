import { isAsEdited } from '../../domain/edited-fields.ts';
import type { Undoable } from '../../domain/undo.ts';
import { undoText } from '../../views/undo.ts';
import { changeEntry } from './change-entry.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { jsonOption, type JsonOption } from './options.ts';
import { giveOrder } from './order.ts';
import { withProject } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { frameOf, refuse, say, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

/** Takes back what can be taken back: removed branches, edits of the queue, and some orders. */
export const undo = verb<JsonOption>({
  usage: 'undo [what]',
  about: 'list what can be taken back; or take one of it back',
  examples: ['undo', 'undo cart-totals.1', 'undo o-3fa9c1d2', 'undo --json'],
  changes: true,
  options: [jsonOption('what can be taken back, as data')],
  run,
});

async function run({ args, options, dir }: Call<JsonOption>, io: CliIo): Promise<ExitCode> {
  const [what] = args;
  return withProject({ dir }, io, async (door) => {
    const rows = await door.undoable();
    if (what !== undefined) return takeBack({ door, io }, rows, what);
    if (options.json === true) sayJson(io, rows);
    else io.stdout.write(undoText(rows, io.now(), frameOf(io)));
    return exit.done;
  });
}

async function takeBack(
  { door, io }: { readonly door: ProjectDoor; readonly io: CliIo },
  rows: readonly Undoable[],
  what: string,
): Promise<ExitCode> {
  const edit = rows.find(({ id }) => id === what)?.edit ?? null;
  if (edit !== null) {
    const now = await door.entry(edit.task);
    if (now === null || !isAsEdited(now, edit.to))
      return refuse(io, exit.failed, {
        what: 'undo the edit',
        on: edit.task,
        because: now === null ? 'its entry is gone' : 'its entry says something else by now',
        help: 'czar edit --help',
      });
    await changeEntry({ door, io }, { task: edit.task, ...edit.from });
    say(io, `changed ${edit.task} back`);
  }
  return giveOrder({ door, io }, { do: 'undo', what }, 'leave');
}
