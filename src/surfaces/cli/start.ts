import { planText } from '../../views/plan.ts';
import { agreeing } from './agree.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { liveProgress } from './live.ts';
import { refuseUnknown } from './names.ts';
import { Option } from 'commander';
import { flag, jsonOption, type JsonOption } from './options.ts';
import { sayOutcome } from './outcome.ts';
import { withProject } from './project.ts';
import type { Held, ProjectDoor, Refused, StartRequest } from './project-door.ts';
import { waitForProof } from './proof.ts';
import { badUsage, complain, frameOf, say, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options extends JsonOption {
  readonly foreground?: true;
  readonly untilDone?: true;
  readonly wait: boolean;
  readonly dryRun?: true;
  readonly adopt?: true;
  readonly trust?: true;
  readonly allowRed: readonly string[];
}

/** Starts the supervisor: detached after the proof that everybody works, or in this terminal. */
export const start = verb<Options>({
  usage: 'start [tasks...]',
  about: 'start working, and wait until every worker has proven that it got its task (at most 90 s)',
  examples: [
    'start',
    'start cart-totals cart-ui',
    'start --until-done',
    'start --foreground',
    'start --dry-run',
    'start --trust',
  ],
  changes: true,
  options: [
    flag('--foreground', 'stay in this terminal and log; Ctrl-C stops czar, not the agents'),
    flag('--until-done', 'stay, show progress, and end when everything is settled'),
    flag('--no-wait', 'do not wait for proof'),
    flag('--dry-run', 'show the first plan and do nothing'),
    flag('--adopt', 'take over sessions and branches whose journal is lost'),
    flag('--trust', 'accept the commands that the files of the project name, without being asked'),
    new Option('--allow-red <check>', 'start although this check fails on the base; may be repeated')
      .argParser((name: string, before: readonly string[]) => [...before, name])
      .default([], 'none'),
    jsonOption('with --dry-run: the plan as data'),
  ],
  run,
});

async function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const refused = refuseUsage(options, io);
  if (refused !== null) return refused;
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, 'task', args);
    if (unknown !== null) return unknown;
    const request = {
      tasks: args,
      adopt: options.adopt === true,
      allowRed: options.allowRed,
      agree: agreeing(io, options.trust === true),
    };
    if (options.dryRun === true) return dryRun(request, { door, io, options });
    if (options.foreground === true || options.untilDone === true)
      return stay(request, { door, io, options });
    return detach(request, { door, io, options });
  });
}

function refuseUsage(
  { foreground, untilDone, dryRun, wait, json, trust }: Options,
  io: CliIo,
): ExitCode | null {
  const no = (on: string, because: string): ExitCode =>
    badUsage(io, { what: 'start', on, because, help: 'czar start --help' });
  if (json === true && dryRun !== true) return no('--json', 'it goes with --dry-run');
  if (trust === true && dryRun === true) return no('--trust', 'with --dry-run nothing is run');
  if (!wait && (foreground === true || untilDone === true))
    return no('--no-wait', 'it goes with a detached start');
  return null;
}

interface Session {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly options: Options;
}

async function dryRun(request: StartRequest, { door, io, options }: Session): Promise<ExitCode> {
  const result = await door.firstPlan(request);
  if (result.state === 'refused') return complain(io, result.exit, result.says);
  if (options.json === true) sayJson(io, result.plan);
  else io.stdout.write(planText(result.plan, frameOf(io)));
  return exit.done;
}

/** Is the supervisor itself. With --foreground the log is on stderr, otherwise the progress. */
async function stay(request: StartRequest, { door, io, options }: Session): Promise<ExitCode> {
  const logs = options.foreground === true;
  const live = liveProgress(io);
  const result = await door.runSupervisor({
    ...request,
    untilDone: options.untilDone === true,
    log: logs ? 'stderr' : 'none',
    onSnapshot: (snapshot) => (logs ? undefined : live.show(snapshot)),
  });
  live.end();
  if (result.state === 'refused') return sayRefused(result, io);
  if (result.state === 'held') return sayHeld(result, io);
  const interrupted = io.interrupted();
  if (interrupted !== null) return interrupted;
  return options.untilDone === true ? sayOutcome(result.snapshot, io, request.tasks) : exit.done;
}

async function detach(request: StartRequest, { door, io, options }: Session): Promise<ExitCode> {
  const result = await door.startDetached(request);
  if (result.state === 'refused') return sayRefused(result, io);
  if (result.state === 'held') return sayHeld(result, io);
  if (options.wait) return waitForProof(door, io);
  say(io, `started, pid ${result.pid}. (czar status)`);
  return exit.done;
}

/** A signal, also while a question was open, is why. */
function sayRefused({ exit: code, says }: Refused, io: CliIo): ExitCode {
  complain(io, code, says);
  return io.interrupted() ?? code;
}

/** A second start is no mistake: what was wanted is the case. */
function sayHeld({ holder }: Held, io: CliIo): ExitCode {
  say(io, `runs already: ${holder}. (czar status)`);
  return exit.done;
}
