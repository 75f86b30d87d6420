import { whyText } from '../../views/why.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { jsonOption, type JsonOption } from './options.ts';
import { refuseDown } from './order.ts';
import { withProject } from './project.ts';
import { readReasons } from './reasons.ts';
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
    const frame = frameOf(io);
    const read = await readReasons(about, door, frame);
    const name = about === '' ? door.project : about;
    if (read === null) return (await refuseStranger(about, door, io)) ?? refuseDown(io, 'say why', name);
    if ('says' in read) return (await refuseStranger(about, door, io)) ?? complain(io, read.exit, read.says);
    if (options.json === true) sayJson(io, { about: name, reasons: read.plain });
    else io.stdout.write(whyText(name, read.lines, frame));
    return exit.done;
  });
}

/** Numbers and `omnibus` are no names of the files, and need no guess. */
async function refuseStranger(about: string, door: ProjectDoor, io: CliIo): Promise<ExitCode | null> {
  const isOther = about === '' || about === 'omnibus' || /^(#|q-)?\d+$/.test(about);
  return isOther ? null : refuseUnknown({ door, io }, 'worker or task', [about]);
}
