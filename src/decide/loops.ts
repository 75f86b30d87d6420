import type { Evidence } from '../domain/evidence.ts';
import type { Attempt, WorkerState } from '../domain/ledger.ts';
import type { World } from '../domain/world.ts';
import { runningTask } from './running-task.ts';
import { vitalsOf } from './signs.ts';

/** So many states in a row, of which so few are different ones: it goes back and forth. */
const STATES_IN_A_ROW = 8;
const COMMITS_IN_A_ROW = 6;
const MOST_DIFFERENT = 2;
const FAILURES_IN_A_ROW = 8;

/**
 * What a worker does over and over in its task without getting on: its worktree goes back and forth between the same contents, or
 * its commits do, or the same run fails in the same way. Counted anew after it was offered help. Null: nothing of that kind.
 */
export function loopOf(world: World, worker: WorkerState): Evidence | null {
  const attempt = runningTask(world, worker)?.attempt ?? null;
  if (attempt === null) return null;
  const since = Math.max(attempt.messages.help?.lastAt ?? 0, attempt.startedAt);
  return (
    treesRepeat(world, worker, since) ??
    commitsRepeat(attempt, since) ??
    runsFail(worker, Math.max(since, attempt.lastCommitAt ?? 0))
  );
}

/** Cheap, and no for nearly all workers: the newest is like one of a little while ago. */
export function mayLoop(world: World, worker: WorkerState): boolean {
  const task = worker.task === null ? undefined : world.ledger.tasks.get(worker.task);
  const commits = task?.attempt?.recent ?? [];
  const runs = worker.failedRuns ?? [];
  const states = vitalsOf(world, worker)?.tree?.states ?? [];
  return (
    (runs.length >= FAILURES_IN_A_ROW && runs.at(-1)?.mark === runs.at(-FAILURES_IN_A_ROW)?.mark) ||
    (states.length >= STATES_IN_A_ROW && states.at(-1)?.state === states.at(-3)?.state) ||
    (commits.length >= COMMITS_IN_A_ROW &&
      commits.slice(0, -1).some(({ tree }) => tree === commits.at(-1)?.tree))
  );
}

function treesRepeat(world: World, worker: WorkerState, since: number): Evidence | null {
  const states = (vitalsOf(world, worker)?.tree?.states ?? []).filter(({ at }) => at > since);
  const last = states.slice(-STATES_IN_A_ROW);
  const different = new Set(last.map(({ state }) => state)).size;
  const newest = last.at(-1);
  if (newest === undefined || last.length < STATES_IN_A_ROW || different > MOST_DIFFERENT) return null;
  const says = `its worktree went back and forth between the same ${different} states ${last.length} times`;
  return { source: 'git', at: newest.at, says };
}

/** An empty commit changes nothing: it is no step of its own. */
function commitsRepeat({ recent }: Attempt, since: number): Evidence | null {
  const commits = recent.filter(({ at, tree }, place) => at > since && tree !== recent[place - 1]?.tree);
  const last = commits.slice(-COMMITS_IN_A_ROW);
  const trees = last.flatMap(({ tree }) => tree ?? []);
  const newest = last.at(-1);
  if (newest === undefined || trees.length < COMMITS_IN_A_ROW) return null;
  if (new Set(trees).size > MOST_DIFFERENT) return null;
  const says = `its last ${trees.length} commits undo one another`;
  return { source: 'git', at: newest.at, says };
}

function runsFail({ failedRuns = [] }: WorkerState, since: number): Evidence | null {
  const last = failedRuns.filter(({ at }) => at > since).slice(-FAILURES_IN_A_ROW);
  const newest = last.at(-1);
  if (newest === undefined || last.length < FAILURES_IN_A_ROW) return null;
  if (last.some(({ mark }) => mark !== newest.mark)) return null;
  const says = `the same run failed ${last.length} times in a row: ${newest.says}`;
  return { source: 'transcript', at: newest.at, says };
}
