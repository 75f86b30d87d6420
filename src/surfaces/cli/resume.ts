import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { giveNamedOrder } from './named-order.ts';
import { verb, type Call } from './verb.ts';

/** Ends a pause. Kept for the next start when nobody runs. */
export const resume = verb<object>({
  usage: 'resume [worker...]',
  about: 'go on with these workers, or with all',
  examples: ['resume', 'resume engineer1 engineer2'],
  changes: true,
  options: [],
  run,
});

function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const wanted = { do: 'resume', workers: args } as const;
  return giveNamedOrder({ dir, noun: 'worker', names: args, wanted, whenDown: 'leave' }, io);
}
