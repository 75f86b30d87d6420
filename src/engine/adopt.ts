import type { Fact } from '../domain/facts.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { TrailedMerge } from '../ports/repository.ts';
import type { Core } from './core.ts';
import { foundPullRequests } from './lost-pull-requests.ts';
import { observe } from './observe/observe.ts';

/**
 * A journal that is gone, or damaged before its end, while sessions, task branches or merges are there: says what is known and how
 * to take it over, or takes it over when that was asked for. Null: go on.
 */
export async function adopt(core: Core): Promise<string | null> {
  const { fresh, damage } = core.remembered;
  if (!fresh && damage.length === 0) return null;
  await core.parts.terminal.connect();
  await observe(core, new Set(['terminal', 'git', 'files']));
  const found = await lookAround(core);
  if (!core.options.adopt) return sayWhatLacks(core, found);
  if (found.lines.length === 0 && damage.length === 0) return null;
  await openInboxes(core);
  const known = core.book.ledger.pullRequests;
  const requests = (await foundPullRequests(core, found.merges)).filter(({ number }) => !known.has(number));
  const facts = [
    ...takeOver(core, found),
    ...requests.map((pr): Fact => ({ type: 'pr.seen', pr })),
    ...(await pushedBefore(core, found)),
  ];
  await core.book.write([{ type: 'observed', at: core.parts.clock.now(), facts }]);
  await core.parts.journal.madeUp();
  return null;
}

/** What a start would refuse because of, from what was observed before; null: nothing lacks. Changes nothing. */
export async function whatLacks(core: Core): Promise<string | null> {
  const { fresh, damage } = core.remembered;
  return fresh || damage.length > 0 ? sayWhatLacks(core, await lookAround(core)) : null;
}

function sayWhatLacks(core: Core, found: Found): string | null {
  if (core.remembered.damage.length > 0) return sayDamaged(core, found);
  return found.lines.length === 0 ? null : sayLost(found);
}

function sayLost({ lines }: Found): string {
  return [
    'the journal of this project is gone, but its work is there:',
    ...lines.map((line) => `  ${line}`),
    'czar start --adopt takes it over: merges and commits are read from git, nothing is sent again',
  ].join('\n');
}

function sayDamaged({ book, remembered }: Core, { lines }: Found): string {
  const known = [...book.ledger.tasks.values()].map(({ id, stage }) => `${id} ${stage}`);
  return [
    'the journal of this project is damaged, and was left as it is:',
    ...remembered.damage.map((line) => `  ${line}`),
    `known from before the damage: ${known.length === 0 ? 'nothing' : known.join(', ')}`,
    ...(lines.length === 0 ? [] : ['found:', ...lines.map((line) => `  ${line}`)]),
    'czar start --adopt goes on from there: the damaged file is kept, merges and commits are read from git;',
    'what was answered, and which texts arrived after the damage, is not known: a task may be told again',
  ].join('\n');
}

/** Whoever takes this work over takes what lies at the remote under its names for Czar's own. */
async function pushedBefore({ parts, senses }: Core, { branches }: Found): Promise<readonly Fact[]> {
  if (parts.forge.kind === 'local') return [];
  const named = [...branches.keys(), senses.policy.git.integration];
  const tips = await parts.repository.merges.remoteTips(named);
  return [...tips].map(([branch, tip]): Fact => ({ type: 'branch.pushed', branch, tip, sure: true }));
}

/** The folders that running agents leave their events in may be gone with the journal. */
async function openInboxes({ parts, senses }: Core): Promise<void> {
  if (!senses.terminal.known) return;
  for (const { worker, generation } of senses.terminal.value.panes)
    await parts.inbox.prepare(worker, generation);
}

interface Found {
  readonly lines: readonly string[];
  readonly branches: ReadonlyMap<string, string>;
  readonly merges: readonly TrailedMerge[];
}

async function lookAround({ parts, senses }: Core): Promise<Found> {
  const { history } = parts.repository;
  const branches = await history.branches(senses.policy.git.branchPrefix);
  const base = senses.baseTip.known ? senses.baseTip.value : null;
  const tip = senses.integrationTip.known ? senses.integrationTip.value : null;
  const merges = base === null || tip === null ? [] : await history.merged({ base, tip });
  const panes = senses.terminal.known ? senses.terminal.value.panes : [];
  return {
    branches,
    merges,
    lines: [
      ...panes.map(({ worker, session }) => `session ${session} of ${worker}`),
      ...[...branches.keys()].map((branch) => `branch ${branch}`),
      ...merges.map(({ task, sha }) => `merge of ${task} as ${sha.slice(0, 8)}`),
    ],
  };
}

/**
 * What the journal does not say: merges by their trailers; other branches as work that was begun; sessions as generations that were
 * given nothing provably.
 */
function takeOver(core: Core, { branches, merges }: Found): readonly Fact[] {
  const { senses, book } = core;
  const { tasks } = book.ledger;
  const merged = new Map(merges.map((merge) => [merge.task, merge]));
  const unknown = [...senses.wish.tasks.values()].filter(({ id }) => !tasks.has(id));
  const known: Fact = {
    type: 'tasks.known',
    tasks: unknown.map((wish) => ({
      task: wish.id,
      beforeCzar:
        !merged.has(wish.id) &&
        !branchOf(senses, branches, wish.id) &&
        (wish.status === 'merged' || wish.status === 'complete'),
      synced: { status: wish.status, assignee: wish.assignee, waitingSince: null, notified: [] },
      title: wish.title,
    })),
  };
  const done = [...merged.values()]
    .filter((merge) => isNews(core, merge))
    .map(({ task, sha, head }): Fact => ({ type: 'task.merged', task, sha, head, note: 'read from git' }));
  const begun = [...senses.wish.tasks.keys()]
    .filter((task) => !merged.has(task) && isUntouched(core, task))
    .flatMap((task) => begunAgain(core, branches, task));
  return [...(unknown.length === 0 ? [] : [known]), ...done, ...begun, ...sessionFacts(core)];
}

/** A task that was begun once more after that merge has another one to come. */
function isNews({ book }: Core, { task, attempt }: TrailedMerge): boolean {
  const state = book.ledger.tasks.get(task);
  return state === undefined || (state.stage !== 'merged' && state.attempts <= attempt);
}

function isUntouched({ book }: Core, task: TaskId): boolean {
  const state = book.ledger.tasks.get(task);
  return state === undefined || (state.stage === 'pending' && state.attempts === 0);
}

function branchOf(
  { policy }: Core['senses'],
  branches: ReadonlyMap<string, string>,
  task: TaskId,
): string | null {
  const branch = `${policy.git.branchPrefix}${task}`;
  return branches.has(branch) ? branch : null;
}

/** Its next attempt goes on where the branch is. */
function begunAgain(
  { senses, book }: Core,
  branches: ReadonlyMap<string, string>,
  task: TaskId,
): readonly Fact[] {
  const branch = branchOf(senses, branches, task);
  const start = senses.integrationTip.known ? senses.integrationTip.value : null;
  const worker = senses.wish.tasks.get(task)?.assignee ?? [...senses.policy.workers.keys()][0];
  if (branch === null || start === null || worker === undefined) return [];
  return [
    { type: 'attempt.began', task, attempt: 1, worker, branch, branchNumber: 1, startSha: start, tip: start },
    ...asSeated(book.ledger.workers.get(worker), worker),
  ];
}

/** The beginning of an attempt takes the seat of its worker, who is at something else or not known to be at anything. */
function asSeated(state: WorkerState | undefined, worker: WorkerName): readonly Fact[] {
  const worktree = state?.worktree ?? null;
  return [
    ...(worktree === null ? [] : [{ type: 'worktree.ready', worker, ...worktree } as const]),
    { type: 'worker.seated', worker, task: state?.task ?? null },
  ];
}

function sessionFacts({ senses: { terminal, policy }, book }: Core): readonly Fact[] {
  if (!terminal.known) return [];
  const { serverPid, panes } = terminal.value;
  return panes.flatMap(({ worker, paneId, panePid, generation, session }): Fact[] => {
    const mine = book.ledger.workers.get(worker)?.generation;
    if (mine?.number === generation && mine.paneId === paneId && mine.panePid === panePid) return [];
    const agent = policy.workers.get(worker)?.agent ?? '';
    const kind = policy.agents.get(agent)?.kind ?? agent;
    return [
      {
        type: 'generation.began',
        generation: { worker, serverPid, paneId, panePid, number: generation, session, kind, startedAt: 0 },
      },
    ];
  });
}
