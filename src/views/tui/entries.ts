import type { TimelineRow } from '../timeline.ts';
import { taskKeys } from './keys-task.ts';
import { workerKeys } from './keys-worker.ts';
import { clockText, daysBetween } from './times.ts';
import type { Scene, ViewKey } from './view.ts';

/** One thing that was decided, begun or seen, and what came of it. */
export interface LogEntry extends TimelineRow {
  readonly id: string;
  /** Null: nothing yet, or there is nothing to come. */
  readonly outcome: TimelineRow | null;
}

const known = new WeakMap<readonly TimelineRow[], readonly LogEntry[]>();

/** Rows newest first, each with a name of its own; an outcome is also told with what began. */
export function entriesOf(rows: readonly TimelineRow[]): readonly LogEntry[] {
  const found = known.get(rows);
  if (found !== undefined) return found;
  const outcomes = new Map<string, TimelineRow>();
  for (const row of rows) {
    if (row.cause !== null && (row.kind === 'done' || row.kind === 'failed')) outcomes.set(row.cause, row);
  }
  const entries = rows.map((row, index): LogEntry => {
    const before = rows[index - 1]?.seq === row.seq ? index : 0;
    const outcome = row.kind === 'begins' && row.cause !== null ? (outcomes.get(row.cause) ?? null) : null;
    return { ...row, id: `${row.seq}.${before}`, outcome };
  });
  const newestFirst = entries.reverse();
  known.set(rows, newestFirst);
  return newestFirst;
}

export function entryNamed({ data }: Scene, id: string | null): LogEntry | null {
  return entriesOf(data.rows ?? []).find((entry) => entry.id === id) ?? null;
}

/** "14:03:07", with the number of days where it was not today. */
export function timeText(at: number, { now, zoneMs }: Pick<Scene, 'now' | 'zoneMs'>): string {
  const days = daysBetween(at, now, zoneMs);
  return `${days === 0 ? '' : `-${days}d `}${clockText(at, zoneMs, true)}`;
}

/** What a person may do about an entry: to its task, and to its worker. */
export const overrideKeys: readonly ViewKey[] = [
  ...taskKeys.filter(({ key }) => 'srxwM<>'.includes(key)).map((key) => about(key, 'task')),
  ...workerKeys
    .filter(({ key }) => 'aRp'.includes(key))
    .map((key) => about({ ...key, ...overriding(key) }, 'worker')),
];

/** What a pause is for there: one that is paused is not started again either. */
function overriding({ key, says }: ViewKey): Pick<ViewKey, 'short' | 'says'> {
  return { short: '', says: key === 'p' ? `${says}; while it is paused it is not restarted either` : says };
}

function about(key: ViewKey, what: 'task' | 'worker'): ViewKey {
  return {
    ...key,
    fits: (scene) => {
      const entry = entryNamed(scene, scene.place.selected ?? scene.place.about);
      return entry === null || entry[what] !== null;
    },
    press: (scene, selected) => {
      const entry = entryNamed(scene, selected ?? scene.place.about);
      const on = entry?.[what] ?? null;
      return on === null ? { do: 'say', text: `this is about no ${what}` } : key.press(scene, on);
    },
  };
}
