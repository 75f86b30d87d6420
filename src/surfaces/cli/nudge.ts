import { canonicalText } from '../../domain/delivery.ts';
import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { giveAndProve } from './order.ts';
import { withProject } from './project.ts';
import { badUsage } from './say.ts';
import { verb, type Call } from './verb.ts';

/** Types a short message to a worker and waits up to 10 s for the proof that it arrived. */
export const nudge = verb<object>({
  usage: 'nudge <worker> <text...>',
  about: 'say something to a worker; "-" reads the text from stdin',
  examples: ['nudge engineer1 "use the v2 endpoint"', 'nudge engineer1 - < note.txt'],
  changes: true,
  options: [],
  run,
});

async function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const [worker = '', ...words] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'worker', [worker]);
    if (unknown !== null) return unknown;
    const typed = words.join(' ');
    const text = canonicalText(typed === '-' ? await io.stdin.readAll() : typed);
    if (text.trim() === '')
      return badUsage(io, {
        what: 'nudge',
        on: worker,
        because: 'the text is empty',
        help: 'czar nudge --help',
      });
    return giveAndProve({ door, io }, { do: 'nudge', worker, text });
  });
}
