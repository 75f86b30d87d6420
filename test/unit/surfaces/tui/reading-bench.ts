import type { TuiIo } from '../../../../src/surfaces/tui/io.ts';
import { openReading } from '../../../../src/surfaces/tui/reading.ts';
import type { Store } from '../../../../src/surfaces/tui/store.ts';
import { emptyWorld, noon, taskRow, workerRow } from '../../views/worlds.ts';
import { aStore, aTuiIo } from './fake-io.ts';

export const second = 1_000;

/** What is read while somebody looks at a project. */
export interface ReadingBench {
  readonly store: Store;
  readonly readJournal: () => Promise<void>;
  /** Time goes by, and the interface looks whether there is something to read. */
  readonly after: (ms: number) => Promise<void>;
  /** A new picture of the project comes in. */
  readonly sees: () => void;
  readonly press: (...keys: readonly string[]) => void;
}

export function aReadingBench(more: Partial<TuiIo>): ReadingBench {
  let now = noon;
  const io = aTuiIo({ ...more, now: () => now });
  const store = aStore(io);
  const { look, readJournal } = openReading(io, store);
  const sees = (): void => {
    const world = {
      workers: [workerRow('ada', { task: 'cart' }), workerRow('bob')],
      tasks: [taskRow('cart', { status: 'in_progress', worker: 'ada' })],
    };
    store.seen({ snapshot: emptyWorld(world), supervisor: 'alive', at: now });
  };
  sees();
  const after = async (ms: number): Promise<void> => {
    now += ms;
    look();
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const press = (...keys: readonly string[]): void => {
    for (const key of keys) store.input({ on: 'key', key });
  };
  return { store, readJournal, after, sees, press };
}
