import { nextTaskFor } from '../../views/lists.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { flag } from './options.ts';
import { giveOrder, refuseDown, type WhenDown } from './order.ts';
import { look, withProject } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { badUsage, refuse } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly now?: true;
  readonly open?: true;
  readonly next?: true;
}

/** Says who does a task, from its next attempt on or at once. */
export const assign = verb<Options>({
  usage: 'assign [names...]',
  about: 'give a task to a worker: <task> <worker>, --open <task>, or --next <worker>',
  examples: [
    'assign cart-totals engineer2',
    'assign cart-totals engineer2 --now',
    'assign --next engineer2',
    'assign --open cart-totals',
  ],
  changes: true,
  options: [
    flag('--now', 'move it although another worker is at it'),
    flag('--open', 'let any worker take it'),
    flag('--next', 'the best ready task that this worker may take'),
  ],
  run,
});

async function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const expected = options.open === true || options.next === true ? 1 : 2;
  const both = options.open === true && options.next === true;
  if (args.length !== expected || both)
    return badUsage(io, {
      what: 'assign',
      on: args.join(' ') || 'nothing',
      because: 'expected <task> <worker>, --open <task>, or --next <worker>',
      help: 'czar assign --help',
    });
  return withProject({ dir }, io, async (door) => {
    const now = options.now === true;
    const [first = '', worker = ''] = args;
    if (options.next === true) return assignNext(door, io, first);
    const unknown =
      (await refuseUnknown({ door, io }, 'task', [first])) ??
      (options.open === true ? null : await refuseUnknown({ door, io }, 'worker', [worker]));
    if (unknown !== null) return unknown;
    const to = options.open === true ? null : worker;
    return now
      ? giveOrder({ door, io }, { do: 'assign', task: first, worker: to, now }, 'leave')
      : assignLater({ door, io }, { task: first, worker: to, whenDown: 'leave' });
  });
}

async function assignNext(door: ProjectDoor, io: CliIo, worker: string): Promise<ExitCode> {
  const unknown = await refuseUnknown({ door, io }, 'worker', [worker]);
  if (unknown !== null) return unknown;
  const { snapshot, supervisor } = await look(door);
  if (snapshot === null || supervisor !== 'alive') return refuseDown(io, 'assign the next task', worker);
  const next = nextTaskFor(worker, snapshot);
  if (next === null)
    return refuse(io, exit.missing, {
      what: 'assign the next task',
      on: worker,
      because: 'no task is ready for it',
      help: `czar why ${worker}`,
    });
  return assignLater({ door, io }, { task: next.task, worker, whenDown: 'refuse' });
}

/** Whose the next attempt is stands in the queue, where people write it too. */
async function assignLater(
  { door, io }: { readonly door: ProjectDoor; readonly io: CliIo },
  {
    task,
    worker,
    whenDown,
  }: { readonly task: string; readonly worker: string | null; readonly whenDown: WhenDown },
): Promise<ExitCode> {
  const was = (await door.entry(task))?.assignee ?? null;
  const code = await giveOrder({ door, io }, { do: 'assign', task, worker, now: false, was }, whenDown);
  if (code === exit.done && was !== worker) await door.changeTask({ task, assignee: worker });
  return code;
}
