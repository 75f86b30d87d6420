import { Option } from 'commander';
import { changeEntry } from './change-entry.ts';
import { textEditWords } from './edit-words.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseItself, refuseUnknown } from './names.ts';
import { countOption, flag, listOf } from './options.ts';
import { withProject } from './project.ts';
import type { ProjectDoor, TaskChange } from './project-door.ts';
import { badUsage, complain, say } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly priority?: number;
  readonly assignee?: string;
  readonly after?: readonly string[];
  readonly hold?: true;
  readonly unhold?: true;
}

/** Changes a task as a person does: its text in their editor, or single fields of its queue entry. */
export const edit = verb<Options>({
  usage: 'edit <task>',
  about: 'change the text of a task in your editor; or fields of its entry in the queue',
  examples: [
    'edit cart-totals',
    'edit cart-totals --priority 1 --assignee engineer3',
    'edit cart-ui --after cart-totals,api',
    'edit cart-ui --hold',
  ],
  changes: true,
  options: [
    countOption('-p, --priority <number>', 'lower is sooner', { min: 0, max: 1_000_000 }),
    flag('-w, --assignee <worker>', 'who does it; "-": any worker'),
    new Option('-a, --after <tasks>', 'tasks that must be merged before, with commas; "-": none').argParser(
      listOf,
    ),
    flag('--hold', 'nobody begins it until --unhold').conflicts('unhold'),
    flag('--unhold', 'it may be begun'),
  ],
  run,
});

async function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const [task = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseStrangers(door, io, { task, options });
    if (unknown !== null) return unknown;
    return Object.keys(options).length === 0
      ? editText(door, io, task)
      : change(door, io, changeOf(task, options));
  });
}

async function refuseStrangers(
  door: ProjectDoor,
  io: CliIo,
  { task, options: { assignee, after } }: { readonly task: string; readonly options: Options },
): Promise<ExitCode | null> {
  const workers = assignee === undefined || assignee === nobody ? [] : [assignee];
  return (
    (await refuseUnknown({ door, io }, 'task', [task])) ??
    (await refuseUnknown({ door, io }, 'worker', workers)) ??
    (await refuseUnknown({ door, io }, 'worker or task', namesOf(after ?? []))) ??
    refuseItself(io, task, namesOf(after ?? []))
  );
}

async function editText(door: ProjectDoor, io: CliIo, task: string): Promise<ExitCode> {
  if (!io.stdin.isTerminal || !io.stdout.isTerminal)
    return badUsage(io, {
      what: 'edit the text',
      on: task,
      because: 'this is no terminal',
      help: 'czar edit --help   (fields need none)',
    });
  const edited = await door.editText(task);
  const says = textEditWords(task, edited);
  if (edited === null || edited.state === 'moved') return complain(io, exit.failed, says);
  say(io, says);
  return exit.done;
}

async function change(door: ProjectDoor, io: CliIo, wanted: TaskChange): Promise<ExitCode> {
  const after = await changeEntry({ door, io }, wanted);
  say(io, `changed ${wanted.task}: ${words(wanted).join(', ')}`);
  const elsewhere = after.filter((task) => wanted.after?.includes(task) === false);
  if (elsewhere.length > 0)
    say(
      io,
      `it comes after ${elsewhere.join(', ')} too: other entries, dependencies.json or its text say so`,
    );
  return exit.done;
}

const nobody = '-';

function namesOf(after: readonly string[]): readonly string[] {
  return after.filter((name) => name !== nobody);
}

function changeOf(task: string, { priority, assignee, after, hold, unhold }: Options): TaskChange {
  return {
    task,
    ...(priority === undefined ? {} : { priority }),
    ...(assignee === undefined ? {} : { assignee: assignee === nobody ? null : assignee }),
    ...(after === undefined ? {} : { after: namesOf(after) }),
    ...(hold === true || unhold === true ? { hold: hold === true } : {}),
  };
}

function words({ priority, assignee, after, hold }: TaskChange): readonly string[] {
  return [
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...(assignee === undefined ? [] : [assignee === null ? 'for any worker' : `for ${assignee}`]),
    ...(after === undefined ? [] : [after.length === 0 ? 'after nothing' : `after ${after.join(', ')}`]),
    ...(hold === undefined ? [] : [hold ? 'on hold' : 'off hold']),
  ];
}
