import type { TaskId } from '../../domain/names.ts';
import type { DependencyFields, TaskWish, Wish } from '../../domain/wish.ts';
import type { DependencyEntry } from './dependency-entries.ts';
import type { QueueEntry } from './queue-entries.ts';
import { fieldsOf } from './unite.ts';

export interface Basis {
  readonly queue: readonly QueueEntry[];
  readonly dependencies: readonly DependencyEntry[];
}

/**
 * What became of `wish`, made of `before`, when nothing but statuses and what Czar notes about dependencies changed since, as in
 * its own writes; entries that did not change are the same objects. Null: all has to be united anew.
 */
export function withNewStatuses(
  wish: Wish,
  before: Basis,
  now: Basis,
): Pick<Wish, 'tasks' | 'dependencyFields'> | null {
  const entries = changed(before.queue, now.queue, ['status']);
  const noted = changed(before.dependencies, now.dependencies, ['status', 'waiting_since', 'notified']);
  if (entries === null || noted === null) return null;
  const tasks = new Map<TaskId, TaskWish>(wish.tasks);
  for (const { id, json } of entries) {
    const task = tasks.get(id);
    if (task === undefined) return null;
    tasks.set(id, { ...task, status: json.status ?? 'pending' });
  }
  const dependencyFields = new Map<string, DependencyFields>(wish.dependencyFields);
  for (const { name, json } of noted) dependencyFields.set(name, fieldsOf(json));
  return { tasks, dependencyFields };
}

/** The entries of `now` that differ in these fields alone; null when there are others, or others differ in more. */
function changed<T extends { readonly json: object }>(
  before: readonly T[],
  now: readonly T[],
  fields: readonly string[],
): readonly T[] | null {
  if (before.length !== now.length) return null;
  const others: T[] = [];
  for (const [index, entry] of now.entries()) {
    const known = before[index];
    if (known === entry) continue;
    if (known === undefined || !isSameBut(known, entry, ['json'])) return null;
    if (!isSameBut(known.json, entry.json, fields)) return null;
    others.push(entry);
  }
  return others;
}

function isSameBut(a: object, b: object, fields: readonly string[]): boolean {
  const left = new Map<string, unknown>(Object.entries(a));
  const right = new Map<string, unknown>(Object.entries(b));
  return [...new Set([...left.keys(), ...right.keys()])].every(
    (key) => fields.includes(key) || left.get(key) === right.get(key),
  );
}
