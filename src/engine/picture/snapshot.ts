import { serverProblems } from '../../decide/mcp.ts';
import { isSettled } from '../../decide/settled.ts';
import type { IntegrationState, Ledger } from '../../domain/ledger.ts';
import type { NextStep, Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { postedText, REVIEW_MARK } from '../../domain/posted-review.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { World } from '../../domain/world.ts';
import { askedOf } from './asked.ts';
import { conflictsPart } from './conflicts.ts';
import { countsOf } from './counts.ts';
import { cycleProblems } from './cycle-problems.ts';
import { fetchProblem } from './fetch-problem.ts';
import { forgeProblem } from './forge-problem.ts';
import { nextSteps } from './next-steps.ts';
import { type DrawnRows, taskRows } from './task-rows.ts';
import { totalsOf } from './totals.ts';
import { workerRows } from './worker-rows.ts';

/** What the picture needs and the world does not hold. */
export interface SnapshotExtra {
  readonly pid: number;
  readonly state: 'running' | 'paused' | 'stopping';
  readonly epoch: number;
  /** When the engine looks again by itself; epoch milliseconds. */
  readonly wakeAt: number | null;
  /** Files that the commits of each worker's task change; null: not known. */
  readonly filesChanged: ReadonlyMap<string, number | null>;
  /** Rows of the picture before, brought up to date; without it all are drawn anew. */
  readonly drawn?: DrawnRows;
  /** The rows themselves, when neither ledger, wish nor policy have changed since they were drawn. */
  readonly rows?: readonly TaskRow[];
}

/** What Czar's reviewer said of its head, where the forge does not say it itself. */
function withReview({ tasks }: Ledger, pr: PullRequest): PullRequest {
  const { review = null } = tasks.get(pr.task ?? '') ?? {};
  const isSaid = pr.reviews.some(({ text }) => text.includes(REVIEW_MARK) && text.includes(pr.headSha));
  if (review === null || review.head !== pr.headSha || isSaid) return pr;
  if (review.verdict !== 'approve' && review.verdict !== 'changes') return pr;
  const verdict = review.verdict === 'approve' ? 'approved' : 'changes-requested';
  const note = { by: 'czar', at: review.at, verdict, text: postedText(review) } as const;
  return { ...pr, reviews: [...pr.reviews, note] };
}

const SHOWN_CLOSED = 20;

/** The whole project as surfaces show it. Linear in tasks and edges; the caller decides how often it is worth that. */
export function snapshotOf(world: World, extra: SnapshotExtra): Snapshot {
  const { ledger, policy, wish } = world;
  const asked = askedOf(world);
  const tasks = extra.rows ?? taskRows(world, asked, extra.drawn ?? new Map());
  const settled = isSettled(world);
  return {
    version: 1,
    at: world.now,
    project: policy.project,
    projectId: world.projectId,
    root: policy.root,
    supervisor: { pid: extra.pid, epoch: extra.epoch, state: extra.state },
    startedAt: ledger.startedAt,
    base: policy.base,
    integration: integrationOf(ledger.integration),
    workers: workerRows(world, { asked, tasks, filesChanged: extra.filesChanged }),
    tasks,
    counts: countsOf(tasks, beforeCzar(world)),
    questions: [...ledger.questions.values()],
    closed: (ledger.closed ?? []).slice(-SHOWN_CLOSED),
    pullRequests: [...ledger.pullRequests.values()].map((pr) => withReview(ledger, pr)),
    ...conflictsPart(world),
    problems: [
      ...wish.problems,
      ...cycleProblems(world.graph),
      ...fetchProblem(world),
      ...forgeProblem(world),
      ...serverProblems(world),
    ],
    notQueued: wish.notQueued,
    next: next(world, { settled, wakeAt: extra.wakeAt }),
    ...totalsOf(world),
    settled,
  };
}

function integrationOf({ branch, tip, omnibus }: IntegrationState): Snapshot['integration'] {
  return { branch, tip, omnibus: omnibus?.number ?? null, omnibusState: omnibusState(omnibus) };
}

function omnibusState(omnibus: IntegrationState['omnibus']): Snapshot['integration']['omnibusState'] {
  if (omnibus === null) return 'none';
  if (omnibus.merged !== null) return 'merged';
  return omnibus.draft ? 'draft' : 'ready';
}

function beforeCzar({ ledger }: World): ReadonlySet<string> {
  const before = new Set<string>();
  for (const task of ledger.tasks.values()) if (task.beforeCzar) before.add(task.id);
  return before;
}

/** Where nobody is at work and no step is known, at least when Czar looks again. */
function next(
  world: World,
  { settled, wakeAt }: { readonly settled: boolean; readonly wakeAt: number | null },
): readonly NextStep[] {
  const steps = nextSteps(world);
  const waits = !settled && !world.ledger.pausedAll && (world.ledger.stages.get('running') ?? 0) === 0;
  if (steps.length > 0 || !waits || wakeAt === null || wakeAt <= world.now) return steps;
  return [{ what: 'Czar looks again', about: 'omnibus', at: wakeAt }];
}
