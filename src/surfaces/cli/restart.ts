import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { giveNamedOrder } from './named-order.ts';
import { verb, type Call } from './verb.ts';

/** Ends a worker's agent and starts a new one with the same task; also the way out of quarantine. */
export const restart = verb<object>({
  usage: 'restart <worker>',
  about: 'end the agent of a worker and start it again with the same task',
  examples: ['restart engineer4'],
  changes: true,
  options: [],
  run,
});

function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const [worker = ''] = args;
  const wanted = { do: 'restart', worker } as const;
  return giveNamedOrder({ dir, noun: 'worker', names: [worker], wanted, whenDown: 'refuse' }, io);
}
