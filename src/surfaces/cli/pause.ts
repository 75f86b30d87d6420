import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { giveOrder } from './order.ts';
import { withProject } from './project.ts';
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

async function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'worker', args);
    return unknown ?? giveOrder({ door, io }, { do: 'pause', workers: args }, 'leave');
  });
}
