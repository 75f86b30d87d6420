import type { Fact } from '../domain/facts.ts';
import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { WishStatus } from '../domain/wish.ts';
import type { World } from '../domain/world.ts';
import { syncedFact } from './synced.ts';

/** Human files that lost more than a person usually takes away by hand. */
export interface TurnedBack {
  /** Entries that are gone. */
  readonly vanished: readonly TaskId[];
  /** Tasks that the file wants begun again: merged ones, and those that were begun and are to be pending. */
  readonly reopened: readonly TaskId[];
}

const UNFINISHED: ReadonlySet<WishStatus> = new Set([
  'pending',
  'ready',
  'in_progress',
  'blocked',
  'needs_human',
]);

/**
 * Two or more at once, or a missing file, look like a checkout, a stash or a pull: of what is gone or was finished, or of what is at
 * work. Null: nothing suspicious.
 */
export function turnedBack(world: World): TurnedBack | null {
  const vanished = vanishedTasks(world);
  const reopened = [...world.graph.unsynced].filter((id) => isReopened(world, id));
  const missing = world.wish.queue.state === 'missing' && vanished.length > 0;
  const atWork = reopened.filter((id) => world.ledger.tasks.get(id)?.stage !== 'merged').length;
  const others = vanished.length + reopened.length - atWork;
  return missing || others > 1 || atWork > 1 ? { vanished, reopened } : null;
}

/** Tasks whose entry is gone, and for which nothing was decided yet. */
export function vanishedTasks(world: World): readonly TaskId[] {
  return world.graph.vanished.filter((id) => {
    const task = world.ledger.tasks.get(id);
    return task !== undefined && task.synced !== null && task.stage !== 'cancelled';
  });
}

/** What the disappearance of one entry means: a merged task may go, any other is cancelled. */
export function vanishedFacts({ id, stage, synced }: TaskState): readonly Fact[] {
  // Its dependants stay satisfied.
  if (stage === 'merged') return [{ type: 'task.synced', task: id, synced: null }];
  const because = 'its entry was removed from the queue';
  const gone: Fact = { type: 'task.stage', task: id, stage: 'cancelled', phase: null, because };
  // An entry that comes back as pending then reads as a human's edit.
  return synced === null
    ? [gone]
    : [gone, { type: 'task.synced', task: id, synced: { ...synced, status: 'cancelled' } }];
}

/** Takes the files as they are. */
export function acceptFacts(world: World): readonly Fact[] {
  const { vanished, reopened } = turnedBack(world) ?? { vanished: [], reopened: [] };
  return [
    ...tasksOf(world, vanished).flatMap(vanishedFacts),
    ...reopened.flatMap((id): Fact[] => [
      { type: 'task.retried', task: id, fresh: false },
      ...syncedFact(world, id),
    ]),
  ];
}

/** Keeps what the ledger says; what differs in the file is written back, what is gone there goes on without an entry. */
export function keepFacts(world: World): readonly Fact[] {
  const { vanished, reopened } = turnedBack(world) ?? { vanished: [], reopened: [] };
  return [
    ...vanished.map((id): Fact => ({ type: 'task.synced', task: id, synced: null })),
    ...reopened.flatMap((id) => syncedFact(world, id)),
  ];
}

export function tasksOf(world: World, ids: readonly TaskId[]): readonly TaskState[] {
  return ids.flatMap((id) => world.ledger.tasks.get(id) ?? []);
}

function isReopened(world: World, id: TaskId): boolean {
  const task = world.ledger.tasks.get(id);
  const status = world.wish.tasks.get(id)?.status;
  if (task === undefined || status === undefined) return false;
  if (task.stage === 'merged') return UNFINISHED.has(status);
  const isBegun = task.stage === 'running' || task.stage === 'complete';
  return isBegun && status === 'pending' && task.synced?.status !== 'pending';
}
