import type { Attempt } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Core } from './core.ts';
import { messageOf } from './retry.ts';

/**
 * How many files each worker's task has changed. Only pictures show it, so no tick waits for it: git is asked beside the loop, for
 * one attempt at a time, and only about those that moved since.
 */
export interface ChangedFiles {
  readonly counts: ReadonlyMap<WorkerName, number | null>;
  /** Begins to count what has moved, unless it is at it. */
  readonly step: () => void;
}

interface Counted extends Pick<Attempt, 'startSha' | 'tip'> {
  /** Null: git could not tell. */
  readonly count: number | null;
}

/** `onCounted` hears that `counts` are others. */
export function openChangedFiles(core: Core, onCounted: () => void): ChangedFiles {
  const known = new Map<WorkerName, Counted>();
  let isCounting = false;

  const isDue = ({ name, attempt }: Seat): boolean => {
    const counted = known.get(name);
    return counted?.startSha !== attempt.startSha || counted.tip !== attempt.tip;
  };
  const countAll = async (seats: readonly Seat[]): Promise<void> => {
    isCounting = true;
    for (const { name, attempt } of seats) {
      const { startSha, tip } = attempt;
      known.set(name, { startSha, tip, count: await countOf(core, attempt) });
    }
    isCounting = false;
    onCounted();
  };

  return {
    get counts() {
      const shown = seatsOf(core).map(({ name, attempt }) => {
        const counted = known.get(name);
        // Of a moment ago, but of this attempt.
        return [name, counted?.startSha === attempt.startSha ? counted.count : null] as const;
      });
      return new Map(shown);
    },
    step() {
      if (isCounting) return;
      const due = seatsOf(core).filter(isDue);
      if (due.length > 0) void countAll(due);
    },
  };
}

interface Seat {
  readonly name: WorkerName;
  readonly attempt: Attempt;
}

function seatsOf({ book }: Core): readonly Seat[] {
  return [...book.ledger.workers.values()].flatMap(({ name, task }) => {
    const attempt = task === null ? null : (book.ledger.tasks.get(task)?.attempt ?? null);
    return attempt === null ? [] : [{ name, attempt }];
  });
}

/** Never rejects. */
async function countOf({ parts }: Core, { startSha, tip, branch }: Attempt): Promise<number | null> {
  if (startSha === tip) return 0;
  try {
    return (await parts.repository.history.changes(startSha, tip)).files.length;
  } catch (error) {
    parts.log.warn({}, `could not count what ${branch} changed: ${messageOf(error)}`);
    return null;
  }
}
