import { Option } from 'commander';
import { agentLine, runLine, selftestText } from '../../views/selftest.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo, SelftestRequest } from './io.ts';
import { countOption, jsonOption, type JsonOption } from './options.ts';
import { complain, frameOf, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options extends JsonOption {
  readonly only?: readonly string[];
  readonly times: number;
  readonly parallel: number;
  readonly plant?: NonNullable<SelftestRequest['plant']>;
}

/** Proves on this machine that texts arrive and that agents are understood. Exit 1 when something is not as it should be. */
export const selftest = verb<Options>({
  usage: 'selftest',
  about: 'prove on this machine that texts reach agents whole and once, and that their states are noticed',
  examples: [
    'selftest',
    'selftest --only claude',
    'selftest --only large-text draft',
    'selftest --only agents --json',
  ],
  changes: true,
  options: [
    jsonOption('the whole report as data'),
    new Option('--only <name...>', 'only these scenarios or agent kinds; "agents": those of this machine'),
    countOption('--times <n>', 'play each scenario so often', { min: 1, max: 1_000, preset: 1 }),
    countOption('--parallel <n>', 'how many fake agents live at once', { min: 1, max: 16, preset: 8 }),
    new Option('--plant <fault>', 'plant a fault into the fake agents, to see that it is noticed').choices([
      'lost-character',
      'twice',
    ]),
  ],
  run,
});

async function run({ options }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const result = await io.selftest({
    only: options.only ?? [],
    times: options.times,
    parallel: options.parallel,
    plant: options.plant ?? null,
    onRun: (run, count) => io.stderr.write(`${runLine(run, count)}\n`),
    onAgent: (agent) => io.stderr.write(`${agentLine(agent)}\n`),
  });
  if (!result.ran) return io.interrupted() ?? complain(io, result.exit, result.says);
  const interrupted = io.interrupted();
  if (interrupted !== null) return interrupted;
  if (options.json === true) sayJson(io, { ...result.report, sound: result.sound });
  else io.stdout.write(selftestText(result.report, frameOf(io)));
  return result.sound ? exit.done : exit.failed;
}
