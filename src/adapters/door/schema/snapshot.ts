import { z } from 'zod';
import { pullRequest } from './pull-request.ts';
import { closedQuestion, evidence, question } from './question.ts';
import { receipt, textFile } from './receipt.ts';

/**
 * The snapshot, as programs of others read it. What Czar writes has no keys but these; who reads ignores those that it does not know,
 * since later releases may write more.
 */

const name = z.string();
const names = z.array(name);
const when = z.number().describe('epoch milliseconds');
const whenOrNever = when.nullable();
const ms = z.number().describe('milliseconds');
const count = z.int().nonnegative();

const status = z.enum([
  'pending',
  'ready',
  'in_progress',
  'complete',
  'merged',
  'failed',
  'blocked',
  'needs_human',
  'cancelled',
]);

const spent = z
  .object({
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
    costUsd: z.number().nullable().describe('null: what some of it cost is not known'),
    knownUsd: z.number().describe('what the rest cost'),
    unpricedTokens: count,
  })
  .meta({ id: 'Spent' });

const workerRow = z
  .object({
    worker: name,
    agent: name.describe('as the config names it'),
    health: z.enum(['healthy', 'slow', 'stuck', 'crashed']),
    activity: z.enum([
      'starting',
      'working',
      'idle',
      'asks',
      'limited',
      'in-review',
      'paused',
      'off',
      'unknown',
    ]),
    doing: z.string().describe('the two above in a few words, for people'),
    since: when.describe('since when it does that, epoch milliseconds'),
    limitedUntil: when.optional().describe('when the limit ends that `doing` tells of'),
    task: name.nullable(),
    taskTitle: z.string().nullable(),
    branch: z.string().nullable(),
    commits: count.describe('of this attempt'),
    pushed: count
      .nullable()
      .optional()
      .describe('how many of them the forge sees; null: not known; missing: nothing is pushed here'),
    filesChanged: count.nullable().describe('by the commits of this attempt; null: not known'),
    uncommitted: z
      .object({
        files: count,
        at: when.describe('when they were counted'),
        old: z.literal(true).optional().describe('that is a while ago: there may be others by now'),
      })
      .nullable()
      .optional()
      .describe(
        'files of its worktree that are new, changed or deleted, staged or not; null: not known; missing: it has no worktree',
      ),
    lastCommitAt: whenOrNever,
    pr: z.int().nullable(),
    session: z.string().nullable().describe('name of the tmux session'),
    generation: count.describe('how often an agent was started in this seat'),
    worktree: z.string().nullable(),
    quarantined: z.string().nullable().describe('why it is out'),
    restarts: count,
    progress: z.string().nullable().describe('as the agent told it'),
    eta: z.string().nullable(),
    waitingFor: names.describe('tasks that have to be merged before it can go on'),
    blocking: names.describe('tasks that wait for its own'),
    parked: z
      .object({ task: name, question: z.int() })
      .optional()
      .describe('a task that it left because that waits for you, and the number of the question'),
    proofOfLife: z.boolean(),
    receipt: z.string().nullable().describe('of the newest text that it was sent for its task'),
    textFile: textFile.optional().describe('where that text lies: the receipt is of what names it'),
    permissions: z.enum(['ask', 'edits', 'auto', 'deny', 'bypass']).nullable().optional(),
    onPrompt: z.enum(['wait', 'deny']).nullable().optional(),
    spent: spent.optional(),
  })
  .meta({ id: 'WorkerRow' });

const taskRow = z
  .object({
    task: name,
    title: z.string(),
    kind: z.enum(['primary', 'bonus']),
    status,
    phase: z.string().nullable(),
    priority: z.number().describe('lower is sooner'),
    assignee: name.nullable(),
    worker: name.nullable(),
    attempt: count.describe('0: not begun'),
    branch: z.string().nullable(),
    commits: count.describe('of this attempt'),
    branchCommits: count.nullable().optional().describe('of all attempts on its branch; null: not known'),
    after: names,
    waitingFor: names.describe('those of `after` that are not merged yet'),
    pr: z.int().nullable(),
    merged: z.string().nullable().describe('the commit'),
    note: z.string().nullable(),
    since: when,
    workMs: ms,
    gateMs: ms,
    spent: spent.optional(),
  })
  .meta({ id: 'TaskRow' });

const conflictRow = z
  .object({
    a: name,
    b: z.string().describe('a worker, or `integration`'),
    tasks: names,
    files: z.array(z.string()),
    fileCount: count,
    since: when,
    told: names,
  })
  .meta({ id: 'ConflictRow' });

const compared = z.object({
  work: z.array(z.object({ task: name, worker: name })),
  unknown: z.array(z.object({ tasks: names, because: z.string() })),
});

const problem = z.object({
  file: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  message: z.string(),
  tasks: names,
});

const nextStep = z.object({ what: z.string(), about: z.string(), at: when }).meta({ id: 'NextStep' });

export const rows = { workerRow, taskRow, question, pullRequest };

/** What `why` of a worker or task brings beside its sentences. */
export const detailsSchema = z.object({
  evidence: z.array(evidence),
  next: z.array(nextStep),
  receipts: z.array(receipt),
});

/** All but the four lists of rows. */
export const headSchema = z.object({
  version: z.literal(1),
  at: when.describe('when the picture was made, epoch milliseconds'),
  project: z.string(),
  projectId: z.string(),
  root: z.string(),
  supervisor: z.object({
    pid: z.int(),
    epoch: count.describe('grows with every start'),
    state: z.enum(['running', 'paused', 'stopping']),
  }),
  startedAt: whenOrNever,
  base: z.string(),
  integration: z.object({
    branch: z.string(),
    tip: z.string().nullable(),
    omnibus: z.int().nullable(),
    omnibusState: z.enum(['none', 'draft', 'ready', 'merged']),
  }),
  leftOut: z.partialRecord(status, count).optional().describe('rows of tasks that were left out, by status'),
  counts: z.object({
    total: count,
    merged: count.describe('by czar'),
    beforeCzar: count,
    cancelled: count,
    failed: count,
    running: count,
    inReview: count,
    ready: count,
    waiting: count,
    blocked: count,
    needsHuman: count,
  }),
  closed: z
    .array(closedQuestion)
    .optional()
    .describe('the newest questions that need no answer any more, the newest last'),
  conflicts: z.array(conflictRow).optional(),
  compared: compared.optional(),
  problems: z.array(problem),
  notQueued: z.array(z.string()).describe('texts that no entry of the queue names'),
  next: z.array(nextStep).describe('what the clock will do'),
  requests: z
    .object({ limit: z.int(), remaining: z.int(), resetAt: when })
    .optional()
    .describe(
      'requests that the forge still allows all programs of its user until `resetAt`; missing: it says nothing of it',
    ),
  hooks: z
    .object({
      address: z.string(),
      heardAt: when.nullable(),
      heard: z.int(),
      refused: z.record(z.string(), z.int()).describe('how many calls were not heard, by reason'),
      trouble: z.string().nullable(),
    })
    .optional()
    .describe('where the forge tells of changes by itself; missing: nowhere'),
  spent: spent
    .extend({ limitUsd: z.number().nullable(), isLimited: z.boolean() })
    .optional()
    .describe('by all agents'),
  restarts: count,
  wallMs: ms.nullable(),
  serialMs: ms,
  settled: z.boolean().describe('nothing more happens without a human or an edit'),
});

export const snapshotSchema = headSchema
  .extend({
    workers: z.array(workerRow),
    tasks: z.array(taskRow),
    questions: z.array(question),
    pullRequests: z.array(pullRequest),
  })
  .meta({ id: 'Snapshot' });

/** `czar status --json`; null: the project never ran. */
export const statusSchema = snapshotSchema
  .extend({
    seen: z.enum(['alive', 'dead', 'starting', 'stale']).describe('whether the supervisor answered just now'),
  })
  .nullable();
