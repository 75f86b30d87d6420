import type { Snapshot, TaskRow, WorkerRow } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';
import { isOpen } from '../held-up.ts';

/** Why open tasks do not go on by themselves. Every open task is on a chain that has to end. */
export interface Standstill {
  /** How many answers of a person are missing. */
  readonly answers: number;
  /** Tasks that nobody asks about, and that need a person all the same: "1 failed". */
  readonly others: readonly string[];
  /** What is the matter with a worker that a task needs; null: nothing. */
  readonly trouble: string | null;
  /** Whose usage limit an open task waits for, and when that ends, epoch milliseconds; null: none does. */
  readonly limit: { readonly worker: string; readonly until: number } | null;
}

const known = new WeakMap<Snapshot, Standstill>();

/** Found once for the same picture: with thousands of tasks it would be felt on each key. */
export function standstillOf(snapshot: Snapshot): Standstill {
  const found = known.get(snapshot) ?? find(snapshot);
  known.set(snapshot, found);
  return found;
}

function find(snapshot: Snapshot): Standstill {
  const open = snapshot.tasks.filter(isOpen);
  const names = new Set(open.map(({ task }) => task));
  const doers = new Map(snapshot.workers.map((row) => [row.worker, row]));
  const questions = snapshot.questions.filter(({ task, worker, holds }) => {
    if (holds === 'all') return true;
    const own = task ?? (holds === 'worker' ? (doers.get(worker ?? '')?.task ?? null) : null);
    return own !== null && names.has(own);
  });
  const asked = new Set(questions.map(({ task, worker }) => task ?? doers.get(worker ?? '')?.task));
  const unasked = open.filter(({ task }) => !asked.has(task));
  const answers = unasked.filter((row) => row.status === 'needs_human' || asks(row, doers)).length;
  return {
    answers: questions.length + answers,
    others: (['failed', 'blocked'] as const).flatMap((status) => {
      const count = unasked.filter((row) => row.status === status).length;
      return count === 0 ? [] : [`${count} ${status}`];
    }),
    trouble: unusable(snapshot.workers, open) ?? firstTrouble(unasked, doers),
    limit: open.length === 0 ? null : firstLimit(snapshot.workers),
  };
}

/** "3 questions, 1 failed"; empty: nothing waits for a person. */
export function personWords({ answers, others }: Standstill): string {
  return [...(answers === 0 ? [] : [counted(answers, 'question')]), ...others].join(', ');
}

type Doers = ReadonlyMap<string, WorkerRow>;

function doerOf({ task, worker, status }: TaskRow, doers: Doers): WorkerRow | null {
  const doer = status === 'in_progress' ? doers.get(worker ?? '') : undefined;
  return doer?.task === task ? doer : null;
}

function asks(row: TaskRow, doers: Doers): boolean {
  return doerOf(row, doers)?.activity === 'asks';
}

function unusable(workers: readonly WorkerRow[], open: readonly TaskRow[]): string | null {
  if (workers.length === 0 || open.every(({ status }) => status === 'complete')) return null;
  if (workers.every(({ quarantined }) => quarantined !== null)) return 'every worker is out of service';
  const none = workers.every(({ quarantined, activity }) => quarantined !== null || activity === 'paused');
  return none ? 'every worker is paused or out of service' : null;
}

/** That of a worker at its task; without such a one, of all that could begin something. */
function firstLimit(workers: readonly WorkerRow[]): Standstill['limit'] {
  const limits = workers.flatMap(({ worker, task, limitedUntil: until }) =>
    until === undefined ? [] : [{ worker, until, isAtWork: task !== null }],
  );
  const free = workers.filter(({ quarantined, activity }) => quarantined === null && activity !== 'paused');
  const found =
    limits.find(({ isAtWork }) => isAtWork) ?? (limits.length === free.length ? limits[0] : undefined);
  return found === undefined ? null : { worker: found.worker, until: found.until };
}

function firstTrouble(open: readonly TaskRow[], doers: Doers): string | null {
  for (const row of open) {
    const words = troubleWords(row, doers);
    if (words !== null) return words;
  }
  return null;
}

/** What nobody can tell the end of: what is slow may come, and may get stuck. */
const HEALTH_WORDS = {
  healthy: null,
  slow: 'is slow',
  stuck: 'is stuck',
  crashed: 'crashed its agent',
} as const;

function troubleWords(row: TaskRow, doers: Doers): string | null {
  const doer = doerOf(row, doers);
  const wrong = HEALTH_WORDS[doer?.health ?? 'healthy'];
  if (wrong !== null) return `${harmless(row.task)} ${wrong}`;
  const named = doers.get(row.worker ?? row.assignee ?? '');
  if (named === undefined || row.status === 'complete') return null;
  if (named.quarantined !== null)
    return `${harmless(row.task)} waits for ${harmless(named.worker)}, which is out of service`;
  return doer?.activity === 'paused' ? `${harmless(named.worker)} is paused` : null;
}
