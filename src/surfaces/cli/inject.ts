import { canonicalText } from '../../domain/delivery.ts';
import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { giveAndProve } from './order.ts';
import { withProject } from './project.ts';
import { badUsage } from './say.ts';
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
    return giveAndProve({ door, io }, { do: 'inject', worker, text, name });
  });
}
