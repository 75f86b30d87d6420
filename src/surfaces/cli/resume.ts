import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { giveOrder } from './order.ts';
import { withProject } from './project.ts';
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

async function run({ args, dir }: Call<object>, io: CliIo): Promise<ExitCode> {
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'worker', args);
    return unknown ?? giveOrder({ door, io }, { do: 'resume', workers: args }, 'leave');
  });
}
