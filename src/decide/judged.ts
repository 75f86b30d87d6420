import type { Attempt, TaskState } from '../domain/ledger.ts';
import type { Sha, TaskId } from '../domain/names.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import { waitsToMerge } from './finished-work.ts';
import { moreUrgent } from './urgency.ts';

/** Finished work at the head that it was judged at. */
export interface Judged {
  readonly task: TaskState;
  readonly attempt: Attempt;
  readonly head: Sha;
}

/**
 * Complete at its present head, not in rework, not waiting for a human, and not for what it was begun on to be merged: most urgent first, then what conflicts with the fewest
 * others of them, as each merge sends back what conflicts with it; then the oldest judgement.
 */
export function judgedTasks(world: World): readonly Judged[] {
  const { ledger } = world;
  const parked = new Set(
    [...ledger.questions.values()].flatMap(({ task, holds }) => (holds === 'task' ? task : [])),
  );
  const seated = new Set([...ledger.workers.values()].map(({ task }) => task));
  const work = [...ledger.active].flatMap((id): readonly Judged[] => {
    const task = ledger.tasks.get(id);
    if (task === undefined || parked.has(id) || seated.has(id)) return [];
    return waitsToMerge(world, task).length > 0 ? [] : judgedWork(task);
  });
  const judgedAt = ({ attempt }: Judged): number => attempt.judgedAt ?? 0;
  const conflicts = new Map(work.map((one) => [one, conflictsAmong(world, work, one).length]));
  const count = (one: Judged): number => conflicts.get(one) ?? 0;
  return work.toSorted(
    (a, b) => moreUrgent(world, a.task.id, b.task.id) || count(a) - count(b) || judgedAt(a) - judgedAt(b),
  );
}

/** Tasks among these whose work is predicted to conflict with this one's. */
export function conflictsAmong(
  { ledger }: World,
  work: readonly Judged[],
  { task, attempt }: Judged,
): readonly TaskId[] {
  if (ledger.conflicts.size === 0 || work.length === 1) return [];
  const others = new Map(work.map((one) => [one.task.id, one.attempt.number]));
  return [...ledger.conflicts.values()].flatMap(({ a, b }) => {
    if (b === null) return [];
    const [own, other] = a.task === task.id ? [a, b] : [b, a];
    const isOwn = own.task === task.id && own.attempt === attempt.number;
    return isOwn && others.get(other.task) === other.attempt ? [other.task] : [];
  });
}

/** A head that moved is judged anew first: nothing of it is tested or merged before. */
function judgedWork(task: TaskState): readonly Judged[] {
  const { attempt } = task;
  if (task.stage !== 'complete' || task.phase === 'rework' || attempt === null) return [];
  return attempt.judged === null || attempt.judged !== attempt.tip
    ? []
    : [{ task, attempt, head: attempt.judged }];
}

/** The open pull request of the attempt's branch. */
export function pullRequestOf({ ledger }: World, { pullRequest, attempt }: TaskState): PullRequest | null {
  const pr = pullRequest === null ? undefined : ledger.pullRequests.get(pullRequest);
  return pr !== undefined && pr.state === 'open' && pr.head === attempt?.branch ? pr : null;
}

/** What the gates said of this head merged into this tip, if they did. */
export function verdictOn({ task, head }: Judged, tip: Sha | null): TaskState['gate'] {
  return task.gate !== null && task.gate.head === head && task.gate.tip === tip ? task.gate : null;
}
