import { lastReasons, whyText } from '../../views/why.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { jsonOption, type JsonOption } from './options.ts';
import { refuseDown } from './order.ts';
import { look, withProject } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { complain, frameOf, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

/** Why the project, or one thing in it, is where it is; reasons for doing nothing too. */
export const why = verb<JsonOption>({
  usage: 'why [name]',
  about:
    'say why a worker, a task, a question, a pull request or the omnibus is where it is; alone: the project',
  examples: ['why', 'why engineer4', 'why cart-totals', 'why "#60"', 'why omnibus', 'why cart-totals --json'],
  changes: false,
  options: [jsonOption('the reasons as data')],
  run,
});

async function run({ args, options, dir }: Call<JsonOption>, io: CliIo): Promise<ExitCode> {
  return withProject({ dir }, io, async (door) => {
    const [typed = ''] = args;
    const about = typed === door.project ? '' : typed;
    const reasons = await reasonsFor(about, door, io);
    if (typeof reasons === 'number') return reasons;
    const name = about === '' ? door.project : about;
    if (options.json === true) sayJson(io, { about: name, reasons });
    else io.stdout.write(whyText(name, reasons, frameOf(io)));
    return exit.done;
  });
}

async function reasonsFor(
  about: string,
  door: ProjectDoor,
  io: CliIo,
): Promise<readonly string[] | ExitCode> {
  const response = await door.client.ask({ ask: 'why', about });
  if (response?.ok === true) return response.why ?? [response.says];
  if (response === null) return lastReasonsFor(about, door, io);
  return (await refuseStranger(about, door, io)) ?? complain(io, response.exit, response.says);
}

async function lastReasonsFor(
  about: string,
  door: ProjectDoor,
  io: CliIo,
): Promise<readonly string[] | ExitCode> {
  const { snapshot } = await look(door);
  const reasons = snapshot === null ? [] : lastReasons(snapshot, about, io.now());
  if (reasons.length > 0) return ['czar is not running; when it was last seen:', ...reasons];
  return (await refuseStranger(about, door, io)) ?? refuseDown(io, 'say why', about || door.project);
}

/** Numbers and `omnibus` are no names of the files, and need no guess. */
async function refuseStranger(about: string, door: ProjectDoor, io: CliIo): Promise<ExitCode | null> {
  const isOther = about === '' || about === 'omnibus' || /^(#|q-)?\d+$/.test(about);
  return isOther ? null : refuseUnknown({ door, io }, 'worker or task', [about]);
}
