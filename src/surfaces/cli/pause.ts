import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { giveNamedOrder } from './named-order.ts';
import { verb, type Call } from './verb.ts';

/** Holds workers, or the whole project. Kept for the next start when nobody runs. */
export const pause = verb<object>({
  usage: 'pause [worker...]',
  about: 'type, restart, judge and merge nothing for these workers, or for all',
  examples: ['pause', 'pause engineer1 engineer2'],
  changes: true,
  options: [],
  run,
});

function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const wanted = { do: 'pause', workers: args } as const;
  return giveNamedOrder({ dir, noun: 'worker', names: args, wanted, whenDown: 'leave' }, io);
}
