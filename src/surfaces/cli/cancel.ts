import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { giveOrder } from './order.ts';
import { withProject } from './project.ts';
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

async function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const [task = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'task', [task]);
    return unknown ?? giveOrder({ door, io }, { do: 'cancel', task }, 'leave');
  });
}
