import { writeBackChanges } from '../decide/write-back.ts';
import type { Fact, FactOf } from '../domain/facts.ts';
import type { Synced } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { FieldChange } from '../domain/write-back.ts';
import type { Wish } from '../domain/wish.ts';
import type { World } from '../domain/world.ts';
import type { Core } from './core.ts';
import { messageOf } from './retry.ts';

const DEBOUNCE_MS = 300;
/** With a very large queue it takes at most a fifth of the time: the journal has every change at once. */
const SHARE = 5;

/** Keeps the human files in step with the ledger, a short while after it changed. */
export interface WritingBack {
  /** Begins a write when one is due; never waited for. Returns epoch milliseconds at which to look again, or null. */
  step(): number | null;
  /** Writes what is due and waits for it. */
  finish(): Promise<void>;
}

export function openWritingBack(core: Core, onWritten: () => void): WritingBack {
  const { parts, book } = core;
  let lookedAt = 0;
  let tookMs = 0;
  let looked: { readonly version: number; readonly wish: Wish } | null = null;
  let running: Promise<void> | null = null;

  /** Nothing changed on either side since the last look. */
  const isSettled = (): boolean => looked?.version === book.version && looked.wish === core.senses.wish;

  const lookAndWrite = async (): Promise<void> => {
    const world = core.world();
    looked = { version: book.version, wish: core.senses.wish };
    lookedAt = world.now;
    const changes = writeBackChanges(world).filter(({ task }) => !core.ownWrites.tasks.has(task));
    if (changes.length === 0) return;
    const tasks = changes.map(({ task }) => task);
    core.ownWrites.begin(tasks);
    try {
      await write(core, world, changes);
    } finally {
      core.ownWrites.over(tasks);
      onWritten();
    }
  };

  const run = async (): Promise<void> => {
    const began = parts.clock.monotonicMs();
    try {
      await lookAndWrite();
    } catch (error) {
      parts.log.warn({}, `could not write the human files: ${messageOf(error)}`);
    } finally {
      tookMs = parts.clock.monotonicMs() - began;
      running = null;
    }
  };

  return {
    step() {
      const now = parts.clock.now();
      if (running !== null) return now + DEBOUNCE_MS;
      if (isSettled()) return null;
      const due = lookedAt + Math.max(DEBOUNCE_MS, tookMs * SHARE);
      if (now < due) return due;
      running = run();
      return null;
    },
    async finish() {
      await running;
      await run();
    },
  };
}

/** Journaled before and after, so that a crash between the two leaves no doubt who wrote. */
async function write({ parts, book }: Core, world: World, changes: readonly FieldChange[]): Promise<void> {
  const note = (facts: readonly Fact[]): Promise<void> =>
    book.write([{ type: 'observed', at: parts.clock.now(), facts }]);
  const facts = changes.flatMap((change) => syncedAfter(world, change));
  await note([{ type: 'files.writing', entries: facts }]);
  const { wrote } = await parts.files.writeBack(changes);
  await note([...(wrote === 'yes' ? facts : []), WRITTEN]);
}

type Written = FactOf<'task.synced'> & { readonly synced: Synced };

const WRITTEN: Fact = { type: 'files.writing', entries: [] };

/** After a crash in the middle of a write: finds out whether it happened. */
export async function settleWrites({ parts, book, senses }: Core): Promise<void> {
  const { writing } = book.ledger;
  if (writing.size === 0) return;
  const facts = writesThatHappened(writing, senses.wish.tasks);
  await book.write([{ type: 'observed', at: parts.clock.now(), facts }]);
}

/** What the files have as it was to be written was written by Czar, and is no edit of a human. */
function writesThatHappened(writing: ReadonlyMap<TaskId, Synced>, wishes: Wish['tasks']): readonly Fact[] {
  const happened = [...writing].filter(([task, { status, assignee }]) => {
    const entry = wishes.get(task);
    return entry?.status === status && entry.assignee === assignee;
  });
  return [...happened.map(([task, synced]): Fact => ({ type: 'task.synced', task, synced })), WRITTEN];
}

/** What both sides agree on once the change is in the file. */
function syncedAfter({ ledger, wish }: World, change: FieldChange): readonly Written[] {
  const known = ledger.tasks.get(change.task)?.synced ?? null;
  const entry = wish.tasks.get(change.task);
  if (known === null || entry === undefined) return [];
  const synced: Synced = {
    status: change.status ?? entry.status,
    assignee: change.assignee === undefined ? entry.assignee : change.assignee,
    waitingSince: change.waitingSince === undefined ? known.waitingSince : change.waitingSince,
    notified: change.notified ?? known.notified,
  };
  return [{ type: 'task.synced', task: change.task, synced }];
}
