import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { giveNamedOrder } from './named-order.ts';
import { verb, type Call } from './verb.ts';

/** Calls a task off: its work is saved, its branch stays. */
export const cancel = verb<object>({
  usage: 'cancel <task>',
  about: 'call a task off; its work is saved and its branch stays',
  examples: ['cancel search-ui'],
  changes: true,
  options: [],
  run,
});

function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const [task = ''] = args;
  const wanted = { do: 'cancel', task } as const;
  return giveNamedOrder({ dir, noun: 'task', names: [task], wanted, whenDown: 'leave' }, io);
}
