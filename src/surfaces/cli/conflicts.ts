import { conflictsText } from '../../views/conflicts.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { jsonOption, type JsonOption } from './options.ts';
import { refuseDown } from './order.ts';
import { look, withProject } from './project.ts';
import { complain, frameOf, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

/** Which work under way would conflict if it were merged as it is now. */
export const conflicts = verb<JsonOption>({
  usage: 'conflicts',
  about: 'show which work under way conflicts, before it is merged',
  examples: ['conflicts', 'conflicts --json'],
  changes: false,
  options: [jsonOption('conflicts and what was compared, as data')],
  run,
});

async function run({ options, dir }: Call<JsonOption>, io: CliIo): Promise<ExitCode> {
  return withProject({ dir }, io, async (door) => {
    const { snapshot, supervisor } = await look(door);
    if (snapshot === null) return refuseDown(io, 'show conflicts', door.project);
    if (supervisor !== 'alive') complain(io, exit.done, 'not running: this is how it was when last seen');
    const { conflicts: found = [], compared = { work: [], unknown: [] } } = snapshot;
    if (options.json === true) sayJson(io, { conflicts: found, compared });
    else io.stdout.write(conflictsText(snapshot, frameOf(io)));
    return exit.done;
  });
}
