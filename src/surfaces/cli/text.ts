import { harmlessBlock } from '../../views/cells.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { jsonOption, type JsonOption } from './options.ts';
import { withProject } from './project.ts';
import { refuse, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

/** The text of a task, as its worker is given it. */
export const text = verb<JsonOption>({
  usage: 'text <task>',
  about: 'show the text of a task',
  examples: ['text cart-totals', 'text cart-totals | wc -w'],
  changes: false,
  options: [jsonOption('the task, its file and its text as data')],
  run,
});

async function run({ args, options, dir }: Call<JsonOption>, io: CliIo): Promise<ExitCode> {
  const [task = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'task', [task]);
    if (unknown !== null) return unknown;
    const found = await door.text(task);
    if (found === null)
      return refuse(io, exit.missing, {
        what: 'show the text',
        on: task,
        because: 'it has none',
        help: `czar edit ${task}`,
      });
    if (options.json === true) sayJson(io, { task, file: found.file, text: found.text });
    // Into a file or a pipe it goes as it is, byte for byte.
    else io.stdout.write(io.stdout.isTerminal ? ended(harmlessBlock(found.text)) : found.text);
    return exit.done;
  });
}

/** What is typed next on a terminal begins in a line of its own. */
function ended(shown: string): string {
  return shown.endsWith('\n') ? shown : `${shown}\n`;
}
