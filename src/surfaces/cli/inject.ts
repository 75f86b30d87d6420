import { canonicalText } from '../../domain/delivery.ts';
import { foldName, nameFromDirectory } from '../../domain/names.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { giveAndProve } from './order.ts';
import { look, withProject } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { badUsage, say } from './say.ts';
import { verb, type Call } from './verb.ts';

/** Gives a worker the text of a file: for its current task, or as a new bonus task of its own. */
export const inject = verb<object>({
  usage: 'inject <worker> <file>',
  about: 'make a file the text of the worker\'s task, or a new task of its own; "-" reads stdin',
  examples: ['inject engineer1 tasks/cart.md', 'inject engineer1 - < plan.md'],
  changes: true,
  options: [],
  run,
});

async function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const [worker = '', file = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'worker', [worker]);
    if (unknown !== null) return unknown;
    const text = canonicalText(file === '-' ? await io.stdin.readAll() : await io.readText(file));
    if (text.trim() === '') return badUsage(io, { what: 'inject', on: file, because: 'the text is empty' });
    const name = file === '-' ? 'stdin' : (file.split('/').at(-1) ?? file);
    if (await isWithoutTask(door, worker)) return addFor({ door, io }, worker, { text, name });
    return giveAndProve({ door, io }, { do: 'inject', worker, text, name });
  });
}

async function isWithoutTask(door: ProjectDoor, worker: string): Promise<boolean> {
  const { snapshot, supervisor } = await look(door);
  if (supervisor !== 'alive') return false;
  return snapshot?.workers.find((row) => row.worker === worker)?.task === null;
}

/** A bonus task named after the file; where that name is taken, a number behind it tells them apart. */
async function addFor(
  { door, io }: { readonly door: ProjectDoor; readonly io: CliIo },
  worker: string,
  { text, name }: { readonly text: string; readonly name: string },
): Promise<ExitCode> {
  const { tasks, workers } = await door.known();
  const wanted = nameFromFile(name);
  const task = freeName(wanted, new Set([...tasks, ...workers].map(foldName)));
  if (task === null)
    return badUsage(io, {
      what: 'inject',
      on: name,
      because: `${wanted} and its numbers are taken`,
      help: 'czar add',
    });
  await door.addTask({ task, text, priority: addedPriority, assignee: worker, after: [], title: null });
  const because = task === wanted ? '' : ` (there is a ${wanted} already)`;
  say(io, `${worker} has no task: ${task} is queued as its own${because}`);
  return exit.done;
}

function nameFromFile(file: string): string {
  return nameFromDirectory(file.replace(/\.[A-Za-z0-9]+$/, '')).slice(0, longestStem);
}

/** Null: all numbers are taken. */
function freeName(wanted: string, taken: ReadonlySet<string>): string | null {
  if (!taken.has(foldName(wanted))) return wanted;
  for (let number = 2; number <= mostNumbers; number += 1)
    if (!taken.has(foldName(`${wanted}-${number}`))) return `${wanted}-${number}`;
  return null;
}

const addedPriority = 10;
const longestStem = 36;
const mostNumbers = 999;
