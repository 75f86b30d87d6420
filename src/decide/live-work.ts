import type { WorkSide } from '../domain/conflict.ts';
import type { Attempt, TaskState, WorkerState } from '../domain/ledger.ts';
import type { Sha } from '../domain/names.ts';
import type { World } from '../domain/world.ts';

/** Work that is begun and not merged. */
export interface LiveWork extends WorkSide {
  readonly startSha: Sha;
  /** Of its branch, as last seen. */
  readonly tip: Sha;
  /** The worker in whose worktree it lies now; null: nobody is at it, and its branch is all there is. */
  readonly seat: WorkerState | null;
}

/** More work at once is not compared with each other. */
const MOST_WORK = 100;

/** All work under way, oldest first. */
export function liveWork(world: World): readonly LiveWork[] {
  const seats = new Map([...world.ledger.workers.values()].map((worker) => [worker.task, worker]));
  return [...world.ledger.active]
    .flatMap((id): readonly LiveWork[] => {
      const task = world.ledger.tasks.get(id);
      const attempt = task === undefined ? null : liveAttempt(task);
      return attempt === null ? [] : [workOf(world, id, { attempt, seat: seats.get(id) ?? null })];
    })
    .slice(0, MOST_WORK);
}

/** The attempt at a task that is begun and not merged; null: there is none. */
export function liveAttempt({ stage, attempt }: TaskState): Attempt | null {
  return stage === 'running' || stage === 'complete' ? attempt : null;
}

function workOf(
  world: World,
  task: string,
  { attempt, seat }: { readonly attempt: Attempt; readonly seat: WorkerState | null },
): LiveWork {
  const { number, worker, startSha, tip, branch } = attempt;
  const isThere = seat !== null && seat.worktree !== null && standsOn(world, seat, branch);
  return { task, attempt: number, worker, startSha, tip, seat: isThere ? seat : null };
}

/** Whether what lies in the worktree is of this branch: it may be about to be switched. */
function standsOn({ heads, astray }: World, { name }: WorkerState, branch: string): boolean {
  const head = heads.get(name);
  return head?.known === true && (head.value.branch === branch || astray.has(name));
}
