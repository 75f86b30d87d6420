import type { PullRequest } from './pull-request.ts';
import type { Question } from './question.ts';
import { isSameValue } from './same-value.ts';
import type { Snapshot, TaskRow, WorkerRow } from './snapshot.ts';

/** What makes a newer picture out of an older one. JSON-safe. Rows are known by worker, task, question id, or number. */
export interface SnapshotDelta {
  /** Everything else that differs, each with its new value. */
  readonly head: Partial<SnapshotHead>;
  /** What the newer picture does not have at all. */
  readonly without?: readonly MissableField[];
  readonly workers?: RowsDelta<WorkerRow>;
  readonly tasks?: RowsDelta<TaskRow>;
  readonly questions?: RowsDelta<Question>;
  readonly pullRequests?: RowsDelta<PullRequest>;
}

export type SnapshotHead = Omit<Snapshot, 'workers' | 'tasks' | 'questions' | 'pullRequests'>;

/** A field that a picture may lack. */
type MissableField = {
  [Field in keyof SnapshotHead]-?: Partial<Pick<SnapshotHead, Field>> extends Pick<SnapshotHead, Field>
    ? Field
    : never;
}[keyof SnapshotHead];

export interface RowsDelta<Row> {
  /** New rows, and those that differ. */
  readonly set: readonly Row[];
  /** Where other rows stand than before: in place of `gone` rows from place `at` on there are those with `keys`. */
  readonly places?: {
    readonly at: number;
    readonly gone: number;
    readonly keys: readonly (string | number)[];
  };
}

/** Null: they say the same. Costs little for rows that are the same object in both. */
export function deltaBetween(before: Snapshot, after: Snapshot): SnapshotDelta | null {
  if (before === after) return null;
  const workers = rowsDelta(before.workers, after.workers, keyOf.workers);
  const tasks = rowsDelta(before.tasks, after.tasks, keyOf.tasks);
  const questions = rowsDelta(before.questions, after.questions, keyOf.questions);
  const pullRequests = rowsDelta(before.pullRequests, after.pullRequests, keyOf.pullRequests);
  const without = Object.values(missable).filter((field) => field in before && !(field in after));
  const delta: SnapshotDelta = {
    head: headDelta(before, after),
    ...(without.length === 0 ? {} : { without }),
    ...(workers === null ? {} : { workers }),
    ...(tasks === null ? {} : { tasks }),
    ...(questions === null ? {} : { questions }),
    ...(pullRequests === null ? {} : { pullRequests }),
  };
  const isNothing = Object.keys(delta).length === 1 && Object.keys(delta.head).length === 0;
  return isNothing ? null : delta;
}

/** The newer picture. Lists and rows of which the delta says nothing are the same objects as in `snapshot`. */
export function withDelta(snapshot: Snapshot, delta: SnapshotDelta): Snapshot {
  const newer: Draft<Snapshot> = {
    ...snapshot,
    ...delta.head,
    workers: withRows(snapshot.workers, delta.workers, keyOf.workers),
    tasks: withRows(snapshot.tasks, delta.tasks, keyOf.tasks),
    questions: withRows(snapshot.questions, delta.questions, keyOf.questions),
    pullRequests: withRows(snapshot.pullRequests, delta.pullRequests, keyOf.pullRequests),
  };
  for (const field of delta.without ?? []) delete newer[field];
  return newer;
}

type Key = string | number;

const keyOf = {
  workers: ({ worker }: WorkerRow): Key => worker,
  tasks: ({ task }: TaskRow): Key => task,
  questions: ({ id }: Question): Key => id,
  pullRequests: ({ number }: PullRequest): Key => number,
};

const missable: { readonly [Field in MissableField]: Field } = {
  leftOut: 'leftOut',
  conflicts: 'conflicts',
  compared: 'compared',
  closed: 'closed',
  spent: 'spent',
  requests: 'requests',
  hooks: 'hooks',
};

/** Every field of the head, by its own name, so that a new one cannot be forgotten here. */
const headFields: { readonly [Field in keyof SnapshotHead]-?: Field } = {
  ...missable,
  version: 'version',
  at: 'at',
  project: 'project',
  projectId: 'projectId',
  root: 'root',
  supervisor: 'supervisor',
  startedAt: 'startedAt',
  base: 'base',
  integration: 'integration',
  counts: 'counts',
  conflicts: 'conflicts',
  compared: 'compared',
  problems: 'problems',
  notQueued: 'notQueued',
  next: 'next',
  restarts: 'restarts',
  wallMs: 'wallMs',
  serialMs: 'serialMs',
  settled: 'settled',
};

type Draft<Row> = { -readonly [Field in keyof Row]: Row[Field] };

function headDelta(before: Snapshot, after: Snapshot): Partial<SnapshotHead> {
  const head: Draft<Partial<SnapshotHead>> = {};
  for (const field of Object.values(headFields))
    if (field in after) copyChanged(head, field, { before, after });
  return head;
}

function copyChanged<Field extends keyof SnapshotHead>(
  head: Draft<Partial<SnapshotHead>>,
  field: Field,
  { before, after }: { readonly before: SnapshotHead; readonly after: SnapshotHead },
): void {
  if (!isSameValue(before[field], after[field])) head[field] = after[field];
}

function rowsDelta<Row>(
  before: readonly Row[],
  after: readonly Row[],
  keyOf: (row: Row) => Key,
): RowsDelta<Row> | null {
  if (before === after) return null;
  const places = placesDelta(before, after, keyOf);
  const set = changedRows(before, after, keyOf);
  if (places === null) return set.length === 0 ? null : { set };
  return { set, places };
}

/** Null: the same rows in the same order. */
function placesDelta<Row>(
  before: readonly Row[],
  after: readonly Row[],
  keyOf: (row: Row) => Key,
): NonNullable<RowsDelta<Row>['places']> | null {
  const isSame = (a: Row | undefined, b: Row | undefined): boolean =>
    a === b || (a !== undefined && b !== undefined && keyOf(a) === keyOf(b));
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && isSame(before[at], after[at])) at += 1;
  if (at === before.length && at === after.length) return null;
  let end = 0;
  while (end < shorter - at && isSame(before[before.length - 1 - end], after[after.length - 1 - end]))
    end += 1;
  return { at, gone: before.length - at - end, keys: after.slice(at, after.length - end).map(keyOf) };
}

function changedRows<Row>(
  before: readonly Row[],
  after: readonly Row[],
  keyOf: (row: Row) => Key,
): readonly Row[] {
  // Most rows stand where they stood: the others alone are looked up.
  let known: ReadonlyMap<Key, Row> | null = null;
  return after.filter((row, index) => {
    const there = before[index];
    if (there === row) return false;
    if (there !== undefined && keyOf(there) === keyOf(row)) return !isSameValue(there, row);
    known ??= new Map(before.map((one) => [keyOf(one), one]));
    return !isSameValue(known.get(keyOf(row)), row);
  });
}

function withRows<Row>(
  rows: readonly Row[],
  delta: RowsDelta<Row> | undefined,
  keyOf: (row: Row) => Key,
): readonly Row[] {
  if (delta === undefined) return rows;
  const set = new Map(delta.set.map((row) => [keyOf(row), row]));
  const placed = delta.places === undefined ? rows : replaced(rows, delta.places, { keyOf, set });
  return set.size === 0 ? placed : placed.map((row) => set.get(keyOf(row)) ?? row);
}

function replaced<Row>(
  rows: readonly Row[],
  { at, gone, keys }: NonNullable<RowsDelta<Row>['places']>,
  { keyOf, set }: { readonly keyOf: (row: Row) => Key; readonly set: ReadonlyMap<Key, Row> },
): readonly Row[] {
  const known = new Map(rows.slice(at, at + gone).map((row) => [keyOf(row), row]));
  const moved = keys.flatMap((key) => set.get(key) ?? known.get(key) ?? []);
  return [...rows.slice(0, at), ...moved, ...rows.slice(at + gone)];
}
