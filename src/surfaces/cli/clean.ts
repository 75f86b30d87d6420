import { cleanPlanText, cleanReportText } from '../../views/clean.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { flag, jsonOption, type JsonOption } from './options.ts';
import { withProject } from './project.ts';
import { complain, frameOf, refuse, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options extends JsonOption {
  readonly all?: true;
  readonly yes?: true;
}

/** Shows what could go and why nothing is lost by it, and removes it after a yes. */
export const clean = verb<Options>({
  usage: 'clean',
  about: 'remove what is provably no longer needed; shows the plan and asks first',
  examples: ['clean', 'clean --yes', 'clean --all'],
  changes: true,
  options: [
    flag('--all', 'everything czar made, except your files and unmerged work'),
    flag('-y, --yes', 'do not ask'),
    jsonOption('the plan as data, nothing is removed'),
  ],
  run,
});

async function run({ options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  return withProject({ dir }, io, async (door) => {
    const all = options.all === true;
    const frame = { ...frameOf(io), root: door.root };
    if (all && options.json !== true && (await door.client.ask({ ask: 'snapshot' })) !== null)
      return refuse(io, exit.failed, {
        what: 'clean up everything',
        on: door.project,
        because: 'czar is running',
        help: 'czar stop --all',
      });
    const plan = await door.cleanPlan({ all });
    if (options.json === true) {
      sayJson(io, plan);
      return exit.done;
    }
    io.stdout.write(cleanPlanText(plan, frame));
    if (plan.steps.length === 0) return exit.done;
    const agreed = options.yes === true ? 'yes' : await askHuman(io, all);
    if (agreed !== 'yes') return agreed;
    const report = await door.clean(plan);
    io.stdout.write(cleanReportText(report, frame));
    return report.kept.length > plan.kept.length ? exit.failed : exit.done;
  });
}

async function askHuman(io: CliIo, all: boolean): Promise<'yes' | ExitCode> {
  if (!io.stdin.isTerminal)
    return complain(
      io,
      exit.human,
      `nothing was removed: this needs a yes\n  czar clean ${all ? '--all ' : ''}--yes`,
    );
  const typed = await io.stdin.ask('Remove these? [y/N] ');
  if (typed !== null && /^y(es)?$/i.test(typed.trim())) return 'yes';
  return io.interrupted() ?? complain(io, exit.done, 'nothing was removed');
}
