import type { TaskId } from '../../domain/names.ts';
import type { FileState } from '../../domain/wish.ts';
import type { FieldChange } from '../../domain/write-back.ts';
import type { WriteBack } from '../../ports/files.ts';
import type { DependencyEntry } from './dependency-entries.ts';
import { heavyWork } from './heavy-work.ts';
import { decodeUtf8, encodeLike } from './human-file.ts';
import type { HumanFiles, Readings } from './human-files.ts';
import type { JsonChange } from './json-edit.ts';
import { sections, type QueueEntry } from './queue-entries.ts';
import { changedDependencies, changedQueue } from './changed-entries.ts';
import { readForChange, swapFile, type FileContent, type FilePlace } from './swap-file.ts';

export interface WriteTargets {
  readonly files: HumanFiles;
  /** The files as the wish saw them that the changes come from. */
  readonly seen: Readings;
}

interface Target {
  readonly name: string;
  readonly place: FilePlace;
  readonly state: FileState;
  readonly changes: readonly JsonChange[];
  readonly wrote: (content: string, changes: readonly JsonChange[]) => Promise<void>;
}

/**
 * Writes fields into the queue and then into the dependencies, each only if its content is the one that was seen. A missing
 * dependencies file is never made. Errors: Fault `file-unreadable`, `file-unwritable`.
 */
export async function writeBackTo(
  { seen, files }: WriteTargets,
  changes: readonly FieldChange[],
): Promise<WriteBack> {
  const { queue, dependencies } = seen;
  const { places, names } = files;
  const targets: readonly Target[] = [
    {
      name: names.queue,
      place: places.queue,
      state: queue.state,
      changes: queueChanges(queue.value ?? [], changes),
      wrote: (content, made) => files.adoptQueue(content, changedQueue(queue.value ?? [], made)),
    },
    {
      name: names.dependencies,
      place: places.dependencies,
      state: dependencies.state,
      changes:
        dependencies.state.state === 'missing' ? [] : dependencyChanges(dependencies.value ?? [], changes),
      wrote: async (content, made) => {
        const value = changedDependencies(dependencies.value ?? [], made);
        if (value !== null) await files.adoptDependencies(content, value);
      },
    },
  ];
  const due = targets.filter(({ changes }) => changes.length > 0);
  const off = due.find(({ state }) => state.state !== 'good');
  if (off !== undefined) return { wrote: 'off', because: `${off.name} is ${off.state.state}` };
  if (due.length === 0) return { wrote: 'nothing', because: 'the files show it already' };
  return writeAll(due);
}

/** All contents are compared before the first is written; one that moves after that is told as `moved` all the same. */
async function writeAll(targets: readonly Target[]): Promise<WriteBack> {
  const befores: FileContent[] = [];
  for (const { name, place, state } of targets) {
    const before = await readForChange(place);
    if (before === null || state.state !== 'good' || before.hash !== state.hash) return moved(name);
    befores.push(before);
  }
  for (const [index, { name, place, changes, wrote }] of targets.entries()) {
    const before = befores[index];
    const text = before === undefined ? null : decodeUtf8(before.bytes);
    if (before === undefined || text === null) return moved(name);
    const edited = await heavyWork('edit', { text, changes });
    const content = encodeLike(before.bytes, edited);
    if (!(await swapFile(place, before, content))) return moved(name);
    await wrote(content, changes);
  }
  return { wrote: 'yes', because: targets.map(({ name }) => name).join(' and ') };
}

function moved(name: string): WriteBack {
  return { wrote: 'moved', because: `${name} changed since it was looked at` };
}

/** The changes that the queue file needs; those it already shows, and those of tasks it does not have, are left out. */
function queueChanges(
  entries: readonly QueueEntry[],
  changes: readonly FieldChange[],
): readonly JsonChange[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return changes.flatMap((change) => {
    const entry = byId.get(change.task);
    return entry === undefined ? [] : changesOfEntry(entry, change);
  });
}

function changesOfEntry(
  { id, kind, json }: QueueEntry,
  { status, assignee }: FieldChange,
): readonly JsonChange[] {
  const path = [sections[kind], id];
  const changes: JsonChange[] = [];
  if (status !== undefined && status !== json.status) changes.push({ path, key: 'status', value: status });
  if (kind === 'bonus' && assignee !== undefined && assignee !== (json.assignee ?? null)) {
    changes.push({ path, key: 'assignee', value: assignee });
  }
  return changes;
}

/** The changes that the dependencies file needs. A task that it neither has nor names stays out of it. */
function dependencyChanges(
  entries: readonly DependencyEntry[],
  changes: readonly FieldChange[],
): readonly JsonChange[] {
  const byName = new Map(entries.map((entry) => [entry.name, entry.json]));
  const named = new Set(entries.flatMap(({ json }) => namesIn(json)));
  return changes.flatMap((change) => {
    const json = byName.get(change.task);
    return json === undefined && !named.has(change.task) ? [] : changesOfFields(change, json ?? {});
  });
}

function namesIn({ blocks, blocked_by, depends_on }: DependencyEntry['json']): readonly TaskId[] {
  return [...(blocks ?? []), ...(blocked_by ?? []), ...(depends_on ?? [])];
}

function changesOfFields(change: FieldChange, json: DependencyEntry['json']): readonly JsonChange[] {
  const path = [change.task];
  const { dependencyStatus, waitingSince, notified } = change;
  const changes: JsonChange[] = [];
  if (dependencyStatus !== undefined && dependencyStatus !== json.status) {
    changes.push({ path, key: 'status', value: dependencyStatus });
  }
  if (waitingSince !== undefined && waitingSince !== (json.waiting_since ?? null)) {
    changes.push({ path, key: 'waiting_since', value: waitingSince });
  }
  if (notified !== undefined && !isSameList(notified, json.notified ?? [])) {
    changes.push({ path, key: 'notified', value: notified });
  }
  return changes;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
