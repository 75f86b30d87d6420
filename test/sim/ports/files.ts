import { createHash } from 'node:crypto';
import { Fault } from '../../../src/domain/fault.ts';
import type { TaskId } from '../../../src/domain/names.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { DependencyFields, TaskWish, Wish } from '../../../src/domain/wish.ts';
import type { FieldChange } from '../../../src/domain/write-back.ts';
import type { ProjectFiles, QueueEdit, TaskText, WriteBack } from '../../../src/ports/files.ts';
import type { Life } from '../life.ts';

/** What stands about one task in the queue, the dependencies and its text file. */
export interface QueueEntry extends Omit<TaskWish, 'textFile'> {
  readonly text: string | null;
  /** Null: no entry in the dependencies file. */
  readonly dependency: DependencyFields | null;
}

/** The human files of a project: structured, so what formats do is not simulated; versions, races and edits are. */
export interface ProjectFolder {
  readonly entries: ReadonlyMap<TaskId, QueueEntry>;
  /** A human changes the files in one go. */
  edit(change: (entries: Map<TaskId, QueueEntry>) => void): void;
  files(life: Life): ProjectFiles;
}

export function projectFolder(
  policy: Policy,
  start: readonly QueueEntry[],
  hears: () => boolean = () => true,
): ProjectFolder {
  const entries = new Map(start.map((entry) => [entry.id, entry]));
  let version = 1;
  let listening: { readonly life: Life; readonly listener: () => void } | null = null;
  const changed = (): void => {
    version += 1;
    if (listening !== null && hears()) listening.life.tell(listening.listener);
  };
  return {
    entries,
    edit(change) {
      change(entries);
      changed();
    },
    files(life) {
      let read: { readonly version: number; readonly wish: Wish } | null = null;
      return {
        wish: () =>
          life.ask(() => {
            if (read?.version !== version) read = { version, wish: wishOf(entries, version) };
            return read.wish;
          }),
        policy: () => life.ask(() => ({ policy, problems: [] })),
        text: (task) => life.ask(() => textOf(entries, task)),
        textHashes: (tasks) =>
          life.ask(() => {
            const texts = tasks.map((task) => [task, textOf(entries, task)?.hash ?? null] as const);
            return new Map(texts.flatMap(([task, hash]) => (hash === null ? [] : [[task, hash] as const])));
          }),
        writeBack: (changes) =>
          life.ask((): WriteBack => {
            if (!policy.writeBack) return { wrote: 'off', because: 'writeBack is off' };
            if (read?.version !== version) return { wrote: 'moved', because: 'the queue changed meanwhile' };
            const next = changes.flatMap((change) => changedEntry(entries, change) ?? []);
            if (next.length === 0) return { wrote: 'nothing', because: 'all is as it should be' };
            for (const entry of next) entries.set(entry.id, entry);
            changed();
            return { wrote: 'yes', because: `${next.length} entries` };
          }),
        remember: () => life.ask(() => 'off' as const),
        edit: (change) =>
          life.ask(() => {
            const entry = editedEntry(entries, change);
            entries.set(entry.id, entry);
            changed();
          }),
        onHint(listener) {
          listening = { life, listener };
        },
        close() {
          listening = null;
          return Promise.resolve();
        },
      };
    },
  };
}

function wishOf(entries: ReadonlyMap<TaskId, QueueEntry>, version: number): Wish {
  const all = [...entries.values()];
  const good = { state: 'good', hash: `v${version}` } as const;
  return {
    tasks: new Map(
      all.map(({ text, dependency: _dependency, ...wish }) => [
        wish.id,
        { ...wish, textFile: text === null ? null : `tasks/${wish.id}.md` },
      ]),
    ),
    problems: [],
    queue: good,
    dependencies: good,
    dependencyFields: new Map(
      all.flatMap(({ id, dependency }) => (dependency === null ? [] : [[id, dependency] as const])),
    ),
    notQueued: [],
  };
}

/** Null: it says so already, or there is no such entry. */
function changedEntry(entries: ReadonlyMap<TaskId, QueueEntry>, change: FieldChange): QueueEntry | null {
  const entry = entries.get(change.task);
  if (entry === undefined) return null;
  const { dependency } = entry;
  const next: QueueEntry = {
    ...entry,
    status: change.status ?? entry.status,
    assignee: change.assignee === undefined ? entry.assignee : change.assignee,
    dependency:
      dependency === null
        ? null
        : {
            status: change.dependencyStatus ?? dependency.status,
            waitingSince: change.waitingSince === undefined ? dependency.waitingSince : change.waitingSince,
            notified: change.notified ?? dependency.notified,
          },
  };
  return JSON.stringify(next) === JSON.stringify(entry) ? null : next;
}

function editedEntry(entries: ReadonlyMap<TaskId, QueueEntry>, edit: QueueEdit): QueueEntry {
  const entry = entries.get(edit.task);
  if (edit.do === 'add') {
    if (entry !== undefined) throw refused('bad-input', edit.task, 'it is there already');
    return newEntry(edit.task, { ...edit, title: edit.title ?? edit.task, order: entries.size });
  }
  if (entry === undefined) throw refused('not-found', edit.task, 'there is no such task');
  const { status = entry.status, assignee = entry.assignee, priority = entry.priority } = edit;
  return { ...entry, status, assignee, priority };
}

export function newEntry(id: TaskId, over: Partial<QueueEntry>): QueueEntry {
  return {
    id,
    kind: 'bonus',
    title: id,
    status: 'pending',
    priority: 5,
    assignee: null,
    after: [],
    hold: false,
    checks: [],
    order: 0,
    text: `# ${id}\n`,
    dependency: null,
    ...over,
  };
}

function refused(code: 'bad-input' | 'not-found', on: string, because: string): Fault {
  return new Fault({ code, what: 'edit the queue', on, because });
}

function textOf(entries: ReadonlyMap<TaskId, QueueEntry>, task: TaskId): TaskText | null {
  const text = entries.get(task)?.text ?? null;
  if (text === null) return null;
  return { text, hash: createHash('sha256').update(text).digest('hex'), file: `tasks/${task}.md` };
}
