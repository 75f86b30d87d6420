import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { flag } from './options.ts';
import { badUsage, complain, say } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly yes?: true;
  readonly agent?: string;
}

/** Makes a working project of a repository, and touches no file that is there already. */
export const init = verb<Options>({
  usage: 'init',
  about: 'make a project of this repository: queue, dependencies, tasks, config',
  examples: ['init --yes', 'init --yes --agent demo'],
  changes: true,
  options: [
    flag('-y, --yes', 'take every default'),
    flag('--agent <kind>', 'agent kind of the workers; default: the first that is found'),
  ],
  run,
});

async function run({ options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  if (options.yes !== true)
    return badUsage(io, {
      what: 'make a project',
      on: dir,
      because: 'it takes every default, and wants to be told so',
      help: 'czar init --yes',
    });
  const result = await io.init({ dir, agent: options.agent ?? null });
  if (!result.made) return complain(io, result.exit, result.says);
  for (const line of result.did) say(io, line);
  say(io, `${result.root} is a project now. Next: czar add <task>, then czar start`);
  return exit.done;
}
