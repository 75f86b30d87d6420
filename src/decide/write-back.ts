import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { ShownStatus } from '../domain/snapshot.ts';
import type { DependencyFields, TaskWish } from '../domain/wish.ts';
import type { World } from '../domain/world.ts';
import type { FieldChange } from '../domain/write-back.ts';
import { isoTime } from '../domain/iso-time.ts';
import { isSatisfied, shownStatus, unsatisfied } from './readiness.ts';

type DependencyStatus = NonNullable<FieldChange['dependencyStatus']>;

/**
 * Fields that the human files should have by now and do not, one change per task; none while `writeBack` is off. Entries with an
 * edit that was not decided on yet, and files that are missing or broken, are left alone. `assignee` is a human's field: it is
 * never written here, so that a task of a lost worker stays open to all.
 */
export function writeBackChanges(world: World): readonly FieldChange[] {
  if (!world.policy.writeBack) return [];
  const queue = world.wish.queue.state === 'good';
  const dependencies = world.wish.dependencies.state === 'good';
  return [...world.wish.tasks.values()].flatMap((wish) => {
    const task = world.ledger.tasks.get(wish.id);
    if (task === undefined || world.graph.unsynced.has(wish.id)) return [];
    const change: FieldChange = {
      task: wish.id,
      ...(queue ? queueFields(world, task, wish) : {}),
      ...(dependencies ? dependencyFields(world, task) : {}),
    };
    return Object.keys(change).length > 1 ? [change] : [];
  });
}

function queueFields(world: World, task: TaskState, wish: TaskWish): Pick<FieldChange, 'status'> {
  const finished = wish.status === 'complete' || wish.status === 'merged';
  if (task.beforeCzar && finished) return {};
  const status = shownStatus(world, task.id);
  return status === wish.status ? {} : { status };
}

function dependencyFields(world: World, task: TaskState): Omit<FieldChange, 'task' | 'status' | 'assignee'> {
  const fields = world.wish.dependencyFields.get(task.id);
  if (fields === undefined) return {};
  const dependencyStatus = dependencyStatusOf(world, task.id);
  const waitingSince = waitingSinceOf(world, task, fields);
  const notified = notifiedOf(task, fields);
  return {
    ...(dependencyStatus === fields.status ? {} : { dependencyStatus }),
    ...(waitingSince === fields.waitingSince ? {} : { waitingSince }),
    ...(notified === fields.notified ? {} : { notified }),
  };
}

const DEPENDENCY_STATUS: Readonly<Record<ShownStatus, DependencyStatus>> = {
  pending: 'waiting',
  blocked: 'waiting',
  failed: 'waiting',
  cancelled: 'waiting',
  ready: 'ready',
  in_progress: 'in_progress',
  needs_human: 'in_progress',
  complete: 'in_progress',
  merged: 'complete',
};

function dependencyStatusOf(world: World, task: TaskId): DependencyStatus {
  return isSatisfied(world, task) ? 'complete' : DEPENDENCY_STATUS[shownStatus(world, task)];
}

/** Since when it waits for others; a time that is there already stays. */
function waitingSinceOf(world: World, task: TaskState, fields: DependencyFields): string | null {
  const waits = task.stage === 'pending' && unsatisfied(world, task.id).length > 0;
  if (!waits) return null;
  return fields.waitingSince ?? isoTime(task.stageSince);
}

/** Adds those that were told; names that a human took out after Czar wrote them stay out. */
function notifiedOf(task: TaskState, fields: DependencyFields): readonly TaskId[] {
  const written = task.synced?.notified ?? [];
  const missing = task.notified.filter((id) => !fields.notified.includes(id) && !written.includes(id));
  return missing.length === 0 ? fields.notified : [...fields.notified, ...missing];
}
