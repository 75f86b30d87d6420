import type { CommitView } from '../../src/domain/commit.ts';
import type { OpenDialog } from '../../src/domain/dialog.ts';
import type { Receipt } from '../../src/domain/delivery.ts';
import type { AgentState, Generation, PaneView } from '../../src/domain/generation.ts';
import type { Attempt, OmnibusState, TaskState, WorkerState } from '../../src/domain/ledger.ts';
import type { ForgeCheck, ForgeEvidence } from '../../src/domain/forge-report.ts';
import type { PullRequest } from '../../src/domain/pull-request.ts';
import type { Question } from '../../src/domain/question.ts';
import type { TaskWish } from '../../src/domain/wish.ts';

/** The moment at which test worlds stand still: epoch milliseconds. */
export const NOON = 1_760_000_000_000;
export const INTEGRATION_TIP = 'tip0';

/** A pending, open task that was never begun. */
export function aTask(id: string, over: Partial<TaskState> = {}): TaskState {
  return {
    id,
    stage: 'pending',
    phase: null,
    beforeCzar: false,
    worker: null,
    attempt: null,
    attempts: over.attempt?.number ?? 0,
    failedAttempts: 0,
    branches: over.attempt ? 1 : 0,
    items: [],
    pullRequest: null,
    gate: null,
    testing: null,
    gateFailures: 0,
    conflictCount: 0,
    merged: null,
    synced: { status: 'pending', assignee: null, waitingSince: null, notified: [] },
    droppedEdges: [],
    notified: [],
    textHash: null,
    stageSince: NOON - 600_000,
    firstSeenAt: NOON - 600_000,
    fresh: false,
    moveTo: null,
    title: null,
    workMs: 0,
    gateMs: 0,
    ...over,
  };
}

/** An open bonus task with a text and without dependencies. */
export function aWish(id: string, over: Partial<TaskWish> = {}): TaskWish {
  return {
    id,
    kind: 'bonus',
    title: id,
    status: 'pending',
    priority: 1,
    assignee: null,
    after: [],
    hold: false,
    textFile: `tasks/${id}.md`,
    checks: [],
    order: 0,
    ...over,
  };
}

/** The first attempt of worker `w1`, begun ten minutes ago, its text delivered, without a commit. */
export function anAttempt(over: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    branch: 'feat/shop-a',
    startSha: INTEGRATION_TIP,
    startedAt: NOON - 600_000,
    worker: 'w1',
    tip: INTEGRATION_TIP,
    commits: 0,
    recent: [],
    marker: null,
    judged: null,
    judgedAt: null,
    lastCommitAt: null,
    openedIn: [1],
    roundBeganAt: NOON - 600_000,
    messages: {},
    stuckRestarts: 0,
    ...over,
  };
}

/** A task that `w1` is working on. */
export function aRunningTask(id: string, over: Partial<TaskState> = {}): TaskState {
  return aTask(id, {
    stage: 'running',
    worker: 'w1',
    attempt: anAttempt({ branch: `feat/shop-${id}` }),
    synced: { status: 'in_progress', assignee: null, waitingSince: null, notified: [] },
    ...over,
  });
}

/** A seat that was never used. */
export function aWorker(name: string, over: Partial<WorkerState> = {}): WorkerState {
  return {
    name,
    generations: over.generation?.number ?? 0,
    generation: null,
    lastEnd: null,
    agent: anAgent({ activity: 'unknown', ready: false }),
    task: null,
    worktree: null,
    crashes: [],
    restarts: 0,
    restartNotBefore: null,
    quarantined: null,
    paused: false,
    progressAt: null,
    quietMs: 0,
    idleSince: null,
    interrupted: null,
    saved: null,
    inbox: [],
    ...over,
  };
}

/** A seat with a worktree and a live, idle demo agent in its first generation. */
export function aSeatedWorker(name: string, over: Partial<WorkerState> = {}): WorkerState {
  return aWorker(name, {
    generations: 1,
    generation: aGeneration(name),
    agent: anAgent(),
    worktree: {
      path: `/project/.czar/worktrees/${name}`,
      gitDir: `/project/.git/worktrees/${name}`,
      branch: null,
      setupHash: 'setup1',
    },
    ...over,
  });
}

/** Ready and idle, as its events say. */
export function anAgent(over: Partial<AgentState> = {}): AgentState {
  return {
    ready: true,
    activity: 'idle',
    since: NOON - 60_000,
    lastEvent: 'idle',
    lastEventAt: NOON - 60_000,
    asks: null,
    limitedUntil: null,
    progress: null,
    eta: null,
    ...over,
  };
}

/** A dialog with a yes and a no. Its id is its text, unless another one is named. */
export function aDialog(over: Partial<OpenDialog> = {}): OpenDialog {
  const text = over.text ?? 'Run npm test?';
  return {
    about: 'permission',
    text,
    choices: [
      { says: 'Yes', keys: ['1'], means: 'yes' },
      { says: 'No', keys: ['2'], means: 'no' },
    ],
    id: text,
    ...over,
  };
}

export function aGeneration(worker: string, over: Partial<Generation> = {}): Generation {
  return {
    worker,
    serverPid: 100,
    paneId: `%${worker}`,
    panePid: 4000,
    number: 1,
    session: `shop-worker-${worker}`,
    kind: 'demo',
    startedAt: NOON - 900_000,
    ...over,
  };
}

/** The live pane of `aGeneration(worker)`. */
export function aPane(worker: string, over: Partial<PaneView> = {}): PaneView {
  return {
    paneId: `%${worker}`,
    panePid: 4000,
    worker,
    generation: 1,
    session: `shop-worker-${worker}`,
    dead: false,
    deadStatus: null,
    deadSignal: null,
    inMode: false,
    lastOutputAt: NOON - 60_000,
    humanKeyAt: null,
    attachedClients: 0,
    ...over,
  };
}

export function aQuestion(topic: Question['topic'], over: Partial<Question> = {}): Question {
  const number = over.number ?? 1;
  return {
    id: `q-${number}`,
    number,
    topic,
    task: null,
    worker: null,
    about: null,
    text: 'What now?',
    choices: [],
    freeText: false,
    evidence: [],
    askedAt: NOON - 60_000,
    holds: 'none',
    ...over,
  };
}

export function aReceipt(id: string, over: Partial<Receipt> = {}): Receipt {
  return {
    id,
    worker: 'w1',
    generation: 1,
    task: null,
    attempt: null,
    kind: 'opening',
    item: null,
    textHash: null,
    sha256: 'hash',
    bytes: 100,
    at: NOON - 300_000,
    verdict: 'confirmed',
    verdictAt: NOON - 299_000,
    because: null,
    ...over,
  };
}

export function aCommit(sha: string, over: Partial<CommitView> = {}): CommitView {
  return { sha, at: NOON - 120_000, subject: `work ${sha}`, marker: null, ...over };
}

/** A pull request of the omnibus that is ready, and that nobody asked to merge. */
export function anOmnibus(over: Partial<OmnibusState> = {}): OmnibusState {
  return {
    number: 9,
    draft: false,
    describes: INTEGRATION_TIP,
    merged: null,
    refused: null,
    forcedReady: false,
    asked: false,
    ...over,
  };
}

export function aPullRequest(number: number, over: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    task: null,
    attempt: 1,
    state: 'open',
    draft: false,
    head: 'feat/shop-a',
    base: 'omnibus/shop',
    headSha: 'head1',
    title: 'a',
    body: '',
    labels: [],
    assignees: [],
    reviews: [],
    checks: [],
    mergedSha: null,
    url: null,
    createdAt: NOON - 100_000,
    updatedAt: NOON - 100_000,
    ...over,
  };
}

/** A check "build" at GitHub. */
export function aForgeCheck(state: ForgeCheck['state'], over: Partial<ForgeCheck> = {}): ForgeCheck {
  return { name: 'build', state, url: null, tail: '', ...over };
}

/** What GitHub says of `aPullRequest(number)`: nothing yet, since it was looked at a minute ago. */
export function someEvidence(number: number, over: Partial<ForgeEvidence> = {}): ForgeEvidence {
  const [at, updatedAt] = [NOON - 60_000, NOON - 100_000];
  const nothing = { mergeable: null, checks: [], reviews: [] } as const;
  return { number, head: 'head1', updatedAt, base: 'omnibus/shop', ...nothing, since: at, at, ...over };
}
