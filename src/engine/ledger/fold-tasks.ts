import { FULL_BUDGET } from '../../domain/budget.ts';
import { isOfRule } from '../../decide/change-rules.ts';
import type { CommitView } from '../../domain/commit.ts';
import type { FactOf, KnownTask } from '../../domain/facts.ts';
import { namesAnother } from '../../domain/marker.ts';
import type { Attempt, TaskState } from '../../domain/ledger.ts';
import { NOTHING_SPENT } from '../../domain/usage.ts';
import { countFinding } from './findings.ts';
import { newAttempt } from './new-attempt.ts';
import { NO_CRASHES } from './fold-crashes.ts';
import type { FoldPart } from './fold-part.ts';
import { roundOver, workedMs } from './waited.ts';
import { countStage, changeTask, changeWorker, type MutableLedger, noteActive } from './state.ts';

const KEPT_COMMITS = 20;
const KEPT_STRETCHES = 20;

export const foldTasks: FoldPart<
  | 'tasks.known'
  | 'task.synced'
  | 'task.stage'
  | 'task.retried'
  | 'task.moved'
  | 'edge.dropped'
  | 'dependant.told'
  | 'attempt.began'
  | 'attempt.failed'
  | 'commits.seen'
  | 'marker.handled'
  | 'task.judged'
  | 'task.testing'
  | 'task.gated'
  | 'task.merged'
  | 'task.merge-asked'
  | 'item.added'
  | 'item.done'
  | 'text.given'
> = {
  'tasks.known': (ledger, { tasks }, at) => {
    for (const task of tasks) addTask(ledger, task, at);
  },
  'task.synced': (ledger, { task, synced }) => changeTask(ledger, task, () => ({ synced })),
  'task.stage': (ledger, { task, stage, phase }, at) => {
    if (stage !== 'running') unseat(ledger, task);
    changeTask(ledger, task, ({ attempt }) => ({
      stage,
      phase,
      stageSince: at,
      ...(stage === 'cancelled' && attempt !== null ? { tidy: 'merges' } : {}),
    }));
  },
  'task.retried': (ledger, { task, fresh, keepsCrashes = false }, at) => {
    unseat(ledger, task);
    changeTask(ledger, task, ({ spent, budget }) => ({
      ...(spent === undefined && budget === undefined
        ? {}
        : { budget: { ...FULL_BUDGET, from: spent ?? NOTHING_SPENT } }),
      stage: 'pending',
      phase: null,
      stageSince: at,
      failedAttempts: 0,
      items: [],
      merged: null,
      tidy: null,
      fresh,
      ...(keepsCrashes ? {} : NO_CRASHES),
    }));
  },
  'task.moved': (ledger, { task, to }) => changeTask(ledger, task, () => ({ moveTo: to })),
  'edge.dropped': (ledger, { task, after }) =>
    changeTask(ledger, task, ({ droppedEdges }) => ({ droppedEdges: [...droppedEdges, after] })),
  'dependant.told': (ledger, { task, dependant }) =>
    changeTask(ledger, task, ({ notified }) =>
      notified.includes(dependant) ? {} : { notified: [...notified, dependant] },
    ),
  'attempt.began': beginAttempt,
  'attempt.failed': (ledger, { task, attempt }, at) => {
    unseat(ledger, task);
    changeTask(ledger, task, (state) =>
      state.attempt?.number === attempt
        ? { stage: 'pending', phase: null, stageSince: at, failedAttempts: state.failedAttempts + 1 }
        : {},
    );
  },
  'commits.seen': seeCommits,
  'marker.handled': (ledger, { task, sha }) =>
    changeAttempt(ledger, task, (attempt) => (attempt.marker?.sha === sha ? { marker: null } : {})),
  'task.judged': judge,
  'task.testing': (ledger, { task, testing }) => changeTask(ledger, task, () => ({ testing })),
  'task.gated': (ledger, { task, gate }) => {
    changeTask(ledger, task, ({ gateMs }) => ({ gate, testing: null, gateMs: gateMs + gate.ms }));
    countFinding(ledger, task);
    if (gate.batch === undefined && gate.checks.some((check) => !isOfRule(check)))
      ledger.integration = { ...ledger.integration, gateMs: gate.ms };
  },
  'task.merged': (ledger, { task, sha, head, note }, at) => {
    unseat(ledger, task);
    if (sha !== null) ledger.integration = { ...ledger.integration, merges: ledger.integration.merges + 1 };
    changeTask(ledger, task, () => ({
      stage: 'merged',
      phase: null,
      stageSince: at,
      merged: { sha, head, at, note },
      tidy: head === null ? null : 'here',
      dropped: null,
      items: [],
    }));
  },
  'task.merge-asked': (ledger, { task, head }) => changeTask(ledger, task, () => ({ mergeAsked: head })),
  'item.added': (ledger, { task, item }) =>
    changeTask(ledger, task, ({ items }) =>
      items.some(({ id }) => id === item.id) ? {} : { items: [...items, item] },
    ),
  'item.done': (ledger, { task, item }) =>
    changeTask(ledger, task, ({ items }) => ({ items: items.filter(({ id }) => id !== item) })),
  'text.given': (ledger, { task, hash }) => changeTask(ledger, task, () => ({ textHash: hash })),
};

function addTask(ledger: MutableLedger, { task, beforeCzar, synced, title }: KnownTask, at: number): void {
  if (ledger.tasks.has(task)) return;
  const state: TaskState = {
    id: task,
    stage: beforeCzar ? 'merged' : 'pending',
    phase: null,
    beforeCzar,
    worker: null,
    attempt: null,
    attempts: 0,
    failedAttempts: 0,
    branches: 0,
    items: [],
    pullRequest: null,
    gate: null,
    testing: null,
    gateFailures: 0,
    conflictCount: 0,
    merged: beforeCzar ? { sha: null, head: null, at, note: 'before Czar' } : null,
    synced,
    droppedEdges: [],
    notified: [],
    textHash: null,
    stageSince: at,
    firstSeenAt: at,
    fresh: false,
    moveTo: null,
    title,
    workMs: 0,
    gateMs: 0,
  };
  ledger.tasks.set(task, state);
  countStage(ledger, state.stage, 1);
  noteActive(ledger, state);
}

function beginAttempt(ledger: MutableLedger, fact: FactOf<'attempt.began'>, at: number): void {
  changeTask(ledger, fact.task, (state) => ({
    stage: 'running',
    phase: null,
    stageSince: at,
    worker: fact.worker,
    attempts: Math.max(state.attempts, fact.attempt),
    branches: Math.max(state.branches, fact.branchNumber),
    pullRequest: keptPullRequest(ledger, state, fact),
    gate: null,
    testing: null,
    gateFailures: 0,
    conflictCount: 0,
    ciFailures: 0,
    merged: null,
    ...(state.review === undefined ? {} : { review: null, reviewParts: [], reviewRounds: 0, moreRounds: 0 }),
    fresh: false,
    moveTo: null,
    textHash: null,
    attempt: newAttempt(fact, state.attempt, at),
  }));
  changeWorker(ledger, fact.worker, (worker) => ({
    task: fact.task,
    progressAt: at,
    quietMs: 0,
    stillMs: 0,
    saved: null,
    worktree: worker.worktree === null ? null : { ...worker.worktree, branch: fact.branch },
  }));
}

/** On a branch of its own an attempt gets a new pull request; one that is still open is known until it is closed. */
function keptPullRequest(
  ledger: MutableLedger,
  { pullRequest, branches }: TaskState,
  { branchNumber }: FactOf<'attempt.began'>,
): number | null {
  if (pullRequest === null || branchNumber <= branches) return pullRequest;
  return ledger.pullRequests.get(pullRequest)?.state === 'open' ? pullRequest : null;
}

function seeCommits(ledger: MutableLedger, fact: FactOf<'commits.seen'>, at: number): void {
  const state = ledger.tasks.get(fact.task);
  if (state?.attempt?.number !== fact.attempt) return;
  changeAttempt(ledger, fact.task, (attempt) => ({
    tip: fact.tip,
    startSha: fact.startSha,
    commits: (fact.rewound ? 0 : attempt.commits) + fact.commits.length,
    recent: [...(fact.rewound ? [] : attempt.recent), ...fact.commits].slice(-KEPT_COMMITS),
    marker: newestMarker({ ...fact, commits: unheard(fact, attempt) }, fact.rewound ? null : attempt.marker),
    lastCommitAt: fact.commits.length > 0 ? at : attempt.lastCommitAt,
  }));
  changeWorker(ledger, state.attempt.worker, () => ({ progressAt: at, quietMs: 0, stillMs: 0 }));
}

/** A branch that was taken back shows again what it said before: that counts once, unless nothing came of it yet. */
function unheard(
  { commits, rewound }: FactOf<'commits.seen'>,
  { recent, marker }: Attempt,
): readonly CommitView[] {
  if (!rewound) return commits;
  const heard = new Set(recent.map(({ sha }) => sha).filter((sha) => sha !== marker?.sha));
  return commits.filter(({ sha }) => !heard.has(sha));
}

/** The newest one wins, but one that names another task never hides what this one's commits say. */
function newestMarker(
  { task, commits }: FactOf<'commits.seen'>,
  before: Attempt['marker'],
): Attempt['marker'] {
  const isOwn = ({ marker }: CommitView) => marker !== null && !namesAnother(marker, task);
  const own = commits.findLast(isOwn);
  if (own !== undefined) return { sha: own.sha, commit: own };
  if (before !== null && isOwn(before.commit)) return before;
  const foreign = commits.findLast(({ marker }) => marker !== null);
  return foreign === undefined ? before : { sha: foreign.sha, commit: foreign };
}

/** Findings were about the head before: with a new one they expire. */
function judge(
  ledger: MutableLedger,
  { task, attempt: number, head }: FactOf<'task.judged'>,
  at: number,
): void {
  const state = ledger.tasks.get(task);
  const attempt = state?.attempt;
  if (state === undefined || attempt?.number !== number) return;
  keepStretch(ledger, attempt);
  unseat(ledger, task);
  changeTask(ledger, task, () => ({
    ...NO_CRASHES,
    stage: 'complete',
    phase: 'gating',
    stageSince: at,
    gate: null,
    testing: null,
    suspicion: null,
    items: state.items.filter(({ kind }) => kind !== 'rework'),
    workMs: state.workMs + workedMs(attempt, at),
    attempt: { ...attempt, judged: head, judgedAt: at, marker: null, ...roundOver(at) },
  }));
}

/** What the next tasks of agents of the same kind are measured by. Once for each attempt; one that needed help says nothing. */
function keepStretch(ledger: MutableLedger, attempt: Attempt): void {
  const kind = ledger.workers.get(attempt.worker)?.generation?.kind;
  const wasHelped = attempt.stuckRestarts > 0 || attempt.messages.help !== undefined;
  if (kind === undefined || attempt.judgedAt !== null || wasHelped) return;
  const stretches = [...(ledger.stretches.get(kind) ?? []), attempt.longestStillMs ?? 0];
  ledger.stretches.set(kind, stretches.slice(-KEPT_STRETCHES));
}

function changeAttempt(
  ledger: MutableLedger,
  task: string,
  change: (attempt: Attempt) => Partial<Attempt>,
): void {
  changeTask(ledger, task, ({ attempt }) =>
    attempt === null ? {} : { attempt: { ...attempt, ...change(attempt) } },
  );
}

/** The worker in whose seat the task is goes on to whatever comes next. */
function unseat(ledger: MutableLedger, task: string): void {
  for (const worker of ledger.workers.values()) {
    if (worker.task === task) changeWorker(ledger, worker.name, () => ({ task: null }));
  }
}
