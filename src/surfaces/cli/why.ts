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

/** Why a worker or a task is where it is; reasons for doing nothing too. */
export const why = verb<JsonOption>({
  usage: 'why <name>',
  about: 'say why a worker or a task is where it is, and what happens next',
  examples: ['why engineer4', 'why cart-totals', 'why cart-totals --json'],
  changes: false,
  options: [jsonOption('the reasons as data')],
  run,
});

async function run({ args, options, dir }: Call<JsonOption>, io: CliIo): Promise<ExitCode> {
  const [about = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'worker or task', [about]);
    if (unknown !== null) return unknown;
    const reasons = await reasonsFor(about, door, io);
    if (typeof reasons === 'number') return reasons;
    if (options.json === true) sayJson(io, { about, reasons });
    else io.stdout.write(whyText(about, reasons, frameOf(io)));
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
  if (response !== null) return complain(io, response.exit, response.says);
  const { snapshot } = await look(door);
  if (snapshot === null) return refuseDown(io, 'say why', about);
  return ['czar is not running; when it was last seen:', ...lastReasons(snapshot, about, io.now())];
}
