import { outcomeOf } from '../../views/outcome.ts';
import { omnibusText, prTable, prText } from '../../views/pull-requests.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { flag, jsonOption, type JsonOption } from './options.ts';
import { giveOrder, sendOrder } from './order.ts';
import { checkRequests } from './pr-check.ts';
import { dropRequest } from './pr-drop.ts';
import { mergeOmnibus } from './pr-omnibus.ts';
import { look, withProject, type Look } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { badUsage, frameOf, refuse, say, sayJson } from './say.ts';
import { verb, type Call } from './verb.ts';

interface Options extends JsonOption {
  readonly ready?: true;
  readonly merge?: true;
  readonly check?: true;
  readonly yes?: true;
}

/** The pull requests, one of them, or the omnibus that gathers them all. */
export const pr = verb<Options>({
  usage: 'pr [what] [which]',
  about:
    'list pull requests (list); show, check, merge or take out one (show, check, merge, drop <number|task>); see to the omnibus (omnibus)',
  examples: [
    'pr',
    'pr --ready',
    'pr show 4',
    'pr show cart-totals',
    'pr merge 4',
    'pr merge cart-totals --json',
    'pr check 4',
    'pr drop cart-totals',
    'pr omnibus',
    'pr omnibus --check',
    'pr omnibus --ready',
    'pr omnibus --merge',
    'pr omnibus --merge --yes',
  ],
  changes: false,
  options: [
    flag('--ready', 'list: only open ones that nothing speaks against; omnibus: mark it ready as it is'),
    flag('--merge', 'omnibus: take it to the base branch'),
    flag('--check', 'omnibus: exit 0 when it holds everything, 4 when something needs you, else 1'),
    flag(
      '-y, --yes',
      'drop: also when later work was built on it; omnibus --merge: also when tasks are missing',
    ),
    jsonOption('pull requests as data'),
  ],
  run,
});

interface Page {
  readonly door: ProjectDoor;
  readonly io: CliIo;
  readonly options: Options;
  readonly snapshot: Snapshot;
  readonly supervisor: Look['supervisor'];
}

async function run({ args, options, dir }: Call<Options>, io: CliIo): Promise<ExitCode> {
  const [what = 'list', which] = args;
  const refused = refuseUsage(what, which, { options, io });
  if (refused !== null) return refused;
  return withProject({ dir }, io, async (door) => {
    const { snapshot, supervisor } = await look(door);
    if (snapshot === null) return refuseUnstarted(io, whatFor(what, options), door.project);
    const page = { door, io, options, snapshot, supervisor };
    if (what === 'show') return show(page, which ?? '');
    if (what === 'merge') return merge(page, which ?? '');
    if (what === 'drop') return drop(page, which ?? '');
    if (what === 'check') return check(page, which);
    return what === 'omnibus' ? omnibus(page) : list(page);
  });
}

function whatFor(what: string, { merge, ready }: Options): string {
  if (what === 'list') return 'list pull requests';
  if (what !== 'omnibus') return `${what} a pull request`;
  return merge === true
    ? 'merge the omnibus'
    : ready === true
      ? 'make the omnibus ready'
      : 'show the omnibus';
}

function refuseUnstarted(io: CliIo, what: string, on: string): ExitCode {
  const because = 'czar never ran here, so there are no pull requests';
  return refuse(io, exit.missing, { what, on, because, help: 'czar start' });
}

function refuseUsage(
  what: string,
  which: string | undefined,
  { options, io }: Pick<Page, 'options' | 'io'>,
): ExitCode | null {
  const [on, because] = misuse(what, which, options) ?? misplaced(what, options, io) ?? [];
  if (on === undefined || because === undefined) return null;
  return badUsage(io, { what: 'see to pull requests', on, because, help: 'czar pr --help' });
}

/** On what, and why. */
type Misuse = readonly [string, string];

/** What comes of a name behind it: it has to be there, may be there, or must not. */
const NAMES: Readonly<Record<string, 'needed' | 'possible' | 'none'>> = {
  list: 'none',
  show: 'needed',
  check: 'possible',
  merge: 'needed',
  drop: 'needed',
  omnibus: 'none',
};

function misuse(what: string, which: string | undefined, { merge, check }: Options): Misuse | null {
  const names = Object.hasOwn(NAMES, what) ? NAMES[what] : undefined;
  if (names === undefined) return [what, `expected one of ${Object.keys(NAMES).join(', ')}`];
  if (names === 'needed' && which === undefined) return [what, 'expected a number or a task'];
  if (names === 'none' && which !== undefined) return [which, `${what} takes no name`];
  const foreign = what === 'list' && (merge === true || check === true);
  return foreign ? [what, '--merge and --check go with omnibus'] : null;
}

const GIVES: ReadonlySet<string> = new Set(['check', 'merge', 'drop']);

function misplaced(what: string, { merge, ready, check }: Options, { insideWorker }: CliIo): Misuse | null {
  if ([merge, ready, check].filter((option) => option === true).length > 1)
    return [what, '--check, --ready and --merge exclude each other'];
  const gives = GIVES.has(what) || (what === 'omnibus' && (merge === true || ready === true));
  return gives && insideWorker !== null
    ? [`worker ${insideWorker}`, 'workers may look, not give orders']
    : null;
}

function list({ io, options, snapshot }: Page): ExitCode {
  const requests =
    options.ready === true
      ? snapshot.pullRequests.filter((request) => isReady(request, snapshot))
      : snapshot.pullRequests;
  if (options.json === true) sayJson(io, requests);
  else io.stdout.write(prTable(requests, frameOf(io)));
  return exit.done;
}

const UNREADY: readonly string[] = ['gating', 'reviewing', 'rework'];

/** Open, no draft, no red check, nobody asked for changes, and its gates neither run nor sent it back. */
function isReady(request: PullRequest, { tasks }: Snapshot): boolean {
  const { state, draft, checks, reviews } = request;
  const refused = reviews.at(-1)?.verdict === 'changes-requested';
  const phase = tasks.find((row) => row.pr === request.number)?.phase;
  const red = checks.some(({ verdict }) => verdict === 'failed' || verdict === 'timed-out');
  return state === 'open' && !draft && !red && !refused && !isHeld(request) && !UNREADY.includes(phase ?? '');
}

/** A check of the forge has not passed, or a person asks for changes there. */
function isHeld({ atForge, headSha }: PullRequest): boolean {
  if (atForge?.head !== headSha) return false;
  const asked = atForge.reviews.some(({ verdict }) => verdict === 'changes-requested');
  return asked || atForge.checks.some(({ state }) => state !== 'passed');
}

/** By number or task; null: said that there is none. */
function find({ io, snapshot }: Page, which: string): PullRequest | null {
  const number = Number(which.replace(/^#/, ''));
  const byTask = snapshot.pullRequests.filter(({ task }) => task === which).at(-1);
  const found = byTask ?? snapshot.pullRequests.find((request) => request.number === number);
  if (found !== undefined) return found;
  refuse(io, exit.missing, {
    what: 'find the pull request',
    on: which,
    because: 'no pull request has that number or task',
    help: 'czar pr',
  });
  return null;
}

function show(page: Page, which: string): ExitCode {
  const { io, options } = page;
  const found = find(page, which);
  if (found === null) return exit.missing;
  if (options.json === true) sayJson(io, found);
  else io.stdout.write(prText(found, questionsAbout(found, page.snapshot), frameOf(io)));
  return exit.done;
}

function questionsAbout({ task }: PullRequest, { questions }: Snapshot): Snapshot['questions'] {
  return task === null ? [] : questions.filter((question) => question.task === task);
}

/** Orders the merge; it goes through the gates as always. */
async function merge(page: Page, which: string): Promise<ExitCode> {
  const { door, io, options } = page;
  const found = find(page, which);
  if (found === null) return exit.missing;
  const { number, task, state } = found;
  if (task === null) return refuseMerge(io, number, ['it is the omnibus', 'czar pr omnibus --merge']);
  if (state !== 'open') return refuseMerge(io, number, [`it is ${state}`, 'czar pr']);
  const sent = await sendOrder({ door, io }, { do: 'merge', task }, 'refuse');
  if (sent.sent !== 'now') return sent.sent === 'no' ? sent.exit : exit.failed;
  if (options.json === true) sayJson(io, { number, task, says: sent.says });
  else say(io, sent.says);
  return exit.done;
}

/** Without a name all that are open, oldest first. */
function check(page: Page, which: string | undefined): Promise<ExitCode> | ExitCode {
  const { pullRequests } = page.snapshot;
  const open = pullRequests.filter(({ state, task }) => state === 'open' && task !== null);
  if (which === undefined)
    return checkRequests(
      page,
      open.toSorted((a, b) => a.number - b.number),
    );
  const found = find(page, which);
  return found === null ? exit.missing : checkRequests(page, [found]);
}

function drop(page: Page, which: string): Promise<ExitCode> | ExitCode {
  const found = find(page, which);
  return found === null ? exit.missing : dropRequest(page, found);
}

function refuseMerge(io: CliIo, number: number, [because, help]: readonly [string, string]): ExitCode {
  return badUsage(io, { what: 'merge', on: `#${number}`, because, help });
}

const outcomeExit = { finished: exit.done, 'needs-human': exit.human, unfinished: exit.failed } as const;

async function omnibus(page: Page): Promise<ExitCode> {
  const { door, io, options, snapshot } = page;
  if (options.merge === true) return mergeOmnibus(page);
  if (options.ready === true) return giveOrder({ door, io }, { do: 'ready-omnibus' }, 'refuse');
  if (options.json === true) sayJson(io, snapshot.integration);
  else io.stdout.write(omnibusText(snapshot, frameOf(io)));
  return options.check === true ? outcomeExit[outcomeOf(snapshot)] : exit.done;
}
