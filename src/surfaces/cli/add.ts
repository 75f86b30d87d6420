import { Option } from 'commander';
import { foldName, printable, refuseName } from '../../domain/names.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { notAName, refuseItself, refuseUnknown } from './names.ts';
import { countOption, flag, listOf } from './options.ts';
import { withProject } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { badUsage, say } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly text?: string;
  readonly file?: string;
  readonly title?: string;
  readonly worker?: string;
  readonly priority: number;
  readonly after: readonly string[];
}

/** Writes a new task into the queue, with its text as a file under tasks/. */
export const add = verb<Options>({
  usage: 'add <task>',
  about: 'add a task; its text comes from --text, --file, or stdin',
  examples: [
    'add cart-totals --text "Round half-even, with tests"',
    'add cart-ui --file cart-ui.md --worker engineer3 --after cart-totals --priority 5',
  ],
  changes: true,
  options: [
    flag('-t, --text <text>', 'what is to be done'),
    flag('-f, --file <path>', 'a file that says what is to be done; "-" is stdin').conflicts('text'),
    flag('--title <title>', 'default: the first heading of the text'),
    flag('-w, --worker <name>', 'who does it; default: any worker'),
    countOption('-p, --priority <number>', 'lower is sooner', { min: 0, max: 1_000_000, preset: 10 }),
    new Option('-a, --after <tasks>', 'tasks that must be merged before, with commas')
      .argParser(listOf)
      .default([], 'none'),
  ],
  run,
});

async function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const [task = ''] = args;
  if (refuseName(task) !== null) return notAName(io, 'task', task);
  const itself = refuseItself(io, task, options.after);
  if (itself !== null) return itself;
  return withProject({ dir }, io, async (door) => {
    const refused = (await refuseTaken(door, io, task)) ?? (await refuseStrangers(door, io, options));
    if (refused !== null) return refused;
    const text = await textOf(options, io);
    if (text === null || text.trim() === '')
      return badUsage(io, {
        what: 'add a task without a text',
        on: task,
        because: 'an agent needs to know what to do',
        help: `czar add ${task} --text "…"   (or --file <path>)`,
      });
    const { priority, after, title = null, worker = null } = options;
    await door.addTask({ task, text, priority, assignee: worker, after, title });
    say(
      io,
      `added ${task}${worker === null ? '' : ` for ${worker}`}${after.length === 0 ? '' : ` after ${after.join(', ')}`}`,
    );
    return exit.done;
  });
}

async function refuseTaken(door: ProjectDoor, io: CliIo, task: string): Promise<ExitCode | null> {
  const { tasks, workers } = await door.known();
  const taken = [...tasks, ...workers].find((name) => foldName(name) === foldName(task));
  if (taken === undefined) return null;
  const because = tasks.includes(taken)
    ? `there is a task ${printable(taken)}`
    : `${printable(taken)} is a worker: its own task has that name`;
  return badUsage(io, {
    what: 'add the task',
    on: task,
    because,
    help: 'czar edit <task> changes an entry; czar status shows all names',
  });
}

async function refuseStrangers(
  door: ProjectDoor,
  io: CliIo,
  { worker, after }: Options,
): Promise<ExitCode | null> {
  const stranger = worker === undefined ? null : await refuseUnknown({ door, io }, 'worker', [worker]);
  return stranger ?? refuseUnknown({ door, io }, 'task', after);
}

async function textOf({ text, file }: Options, io: CliIo): Promise<string | null> {
  if (text !== undefined) return text;
  if (file !== undefined && file !== '-') return io.readText(file);
  return file === '-' || !io.stdin.isTerminal ? io.stdin.readAll() : null;
}
