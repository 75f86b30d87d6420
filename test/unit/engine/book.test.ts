import { describe, expect, test } from 'vitest';
import type { Entry, JournalLine } from '../../../src/domain/entry.ts';
import type { LedgerImage } from '../../../src/domain/ledger-image.ts';
import { openBook } from '../../../src/engine/book.ts';
import { applyLine } from '../../../src/engine/ledger/fold.ts';
import { emptyLedger, fromImage, toImage } from '../../../src/engine/ledger/state.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { NOON } from '../../support/ledger-parts.ts';

const synced = { status: 'pending', assignee: null, waitingSince: null, notified: [] } as const;

function known(task: string): Entry {
  return {
    type: 'observed',
    at: NOON,
    facts: [{ type: 'tasks.known', tasks: [{ task, beforeCzar: false, synced, title: task }] }],
  };
}

/** A journal whose appends end when, and in the order in which, they are let go. */
function slowJournal() {
  const waiting: (() => void)[] = [];
  const images: { readonly image: LedgerImage; readonly seq: number }[] = [];
  let seq = 0;
  let bytes = 0;
  const journal: Journal = {
    open: () => Promise.reject(new Error('it is open')),
    append: (entries) =>
      new Promise((resolve) => {
        const lines = entries.map((entry): JournalLine => ({ seq: ++seq, epoch: 1, entry }));
        waiting.push(() => resolve(lines));
      }),
    compact: async (image, upTo) => {
      images.push({ image, seq: upTo });
    },
    madeUp: () => Promise.resolve(),
    get bytesSinceImage() {
      return bytes;
    },
    close: () => Promise.resolve(),
  };
  const letGo = async (at: number): Promise<void> => {
    waiting[at]?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { journal, images, letGo, grow: (more: number) => (bytes += more) };
}

describe('the book', () => {
  test('folds in the order of the journal, whatever append ends first', async () => {
    const { journal, letGo } = slowJournal();
    const book = openBook(journal, emptyLedger('omnibus/shop'), 0);
    const done: string[] = [];
    for (const task of ['a', 'b', 'c']) void book.write([known(task)]).then(() => done.push(task));
    await letGo(2);
    expect([...book.ledger.tasks.keys()]).toEqual([]);
    await letGo(1);
    expect(done).toEqual([]);
    await letGo(0);
    expect([...book.ledger.tasks.keys()]).toEqual(['a', 'b', 'c']);
    expect(done.toSorted()).toEqual(['a', 'b', 'c']);
    expect(book.version).toBe(3);
  });

  test('has nothing in its ledger that is not on the disk', async () => {
    const { journal, letGo } = slowJournal();
    const book = openBook(journal, emptyLedger('omnibus/shop'), 0);
    const writing = book.write([known('a')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(book.ledger.tasks.size).toBe(0);
    await letGo(0);
    await writing;
    expect(book.ledger.tasks.size).toBe(1);
  });

  test('tells once which tasks were touched', async () => {
    const { journal, letGo } = slowJournal();
    const book = openBook(journal, emptyLedger('omnibus/shop'), 0);
    void book.write([known('a'), known('b')]);
    await letGo(0);
    expect([...book.takeTouched()]).toEqual(['a', 'b']);
    expect([...book.takeTouched()]).toEqual([]);
  });

  test('is compacted once it is large, with what it has folded', async () => {
    const { journal, letGo, images, grow } = slowJournal();
    const book = openBook(journal, emptyLedger('omnibus/shop'), 0);
    void book.write([known('a')]);
    await letGo(0);
    await book.compactIfLarge();
    expect(images).toEqual([]);
    grow(20_000_000);
    await book.compactIfLarge();
    expect(images).toMatchObject([{ seq: 1, image: { tasks: [{ id: 'a' }] } }]);
  });
});

test('ten thousand tasks are replayed fast', () => {
  const lines = Array.from({ length: 10_000 }, (_, at): readonly Entry[] => [
    known(`t${at}`),
    {
      type: 'observed',
      at: NOON,
      facts: [
        { type: 'task.stage', task: `t${at}`, stage: 'running', phase: null, because: 'test' },
        { type: 'text.given', task: `t${at}`, hash: 'hash' },
        { type: 'task.merged', task: `t${at}`, sha: `s${at}`, head: `h${at}`, note: null },
      ],
    },
  ]).flat();
  const startedMs = performance.now();
  const ledger = emptyLedger('omnibus/shop');
  for (const [at, entry] of lines.entries()) applyLine(ledger, { seq: at + 1, epoch: 1, entry });
  expect(ledger.stages.get('merged')).toBe(10_000);
  expect(toImage(fromImage(toImage(ledger)))).toEqual(toImage(ledger));
  // Two seconds are promised; a busy machine may take a few times as long.
  expect(performance.now() - startedMs).toBeLessThan(6_000);
});
