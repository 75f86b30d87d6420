import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { giveNamedOrder } from './named-order.ts';
import { flag } from './options.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly fresh?: true;
}

/** Begins a new attempt of a task, with its counters at zero. */
export const retry = verb<Options>({
  usage: 'retry <task>',
  about: 'begin a new attempt of a task, on top of what the last one left',
  examples: ['retry cart-totals', 'retry cart-totals --fresh'],
  changes: true,
  options: [flag('--fresh', 'from the integration branch; the old commits are kept under a ref')],
  run,
});

function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const [task = ''] = args;
  const wanted = { do: 'retry', task, fresh: options.fresh === true } as const;
  return giveNamedOrder({ dir, noun: 'task', names: [task], wanted, whenDown: 'leave' }, io);
}
