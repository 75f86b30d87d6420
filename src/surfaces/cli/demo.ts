import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { liveProgress } from './live.ts';
import { flag } from './options.ts';
import { sayOutcome } from './outcome.ts';
import { complain } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options {
  readonly keep?: true;
}

/** Runs the example project with scripted agents, from tasks to the merged omnibus. */
export const demo = verb<Options>({
  usage: 'demo',
  about: 'run the example project with scripted agents in a scratch folder, up to the merged omnibus',
  examples: ['demo', 'demo --keep'],
  changes: true,
  options: [flag('--keep', 'leave the scratch folder in place and say where it is')],
  run,
});

async function run({ options }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const live = liveProgress(io);
  const result = await io.demo({
    keep: options.keep === true,
    onSnapshot: (snapshot) => live.show(snapshot),
  });
  live.end();
  if (!result.ran) return complain(io, result.exit, result.says);
  if (result.dir !== null) io.stderr.write(`the project is in ${result.dir}\n`);
  const interrupted = io.interrupted();
  if (interrupted !== null) return interrupted;
  const code = sayOutcome(result.snapshot, io);
  if (code === exit.done) io.stderr.write(`${nextSteps}\n`);
  return code;
}

const nextSteps =
  'next, in a repository of your own: czar init --yes, czar start, and czar to watch it (README: In your own repository)';
