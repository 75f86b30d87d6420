import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { giveOrder } from './order.ts';
import { withProject } from './project.ts';
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

async function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  const [worker = ''] = args;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'worker', [worker]);
    return unknown ?? giveOrder({ door, io }, { do: 'restart', worker }, 'refuse');
  });
}
