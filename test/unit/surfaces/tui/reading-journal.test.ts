import { describe, expect, test } from 'vitest';
import type { Entry, JournalLine } from '../../../../src/domain/entry.ts';
import type { TuiIo } from '../../../../src/surfaces/tui/io.ts';
import { noon } from '../../views/worlds.ts';
import { aReadingBench, second, type ReadingBench } from './reading-bench.ts';

function line(seq: number, entry: Entry): JournalLine {
  return { seq, epoch: 1, entry };
}

function ended(seq: number): JournalLine {
  return line(seq, { type: 'stopped', at: noon, because: `because ${seq}` });
}

/** Pages in the order in which they are read; nothing new after the last one. */
function aJournal(pages: readonly (readonly JournalLine[] | Error)[]) {
  const asks: string[] = [];
  const journal: TuiIo['journal'] = ({ afterSeq, limit }) => {
    const page = pages[asks.length] ?? [];
    asks.push(`${limit} after ${String(afterSeq)}`);
    return page instanceof Error ? Promise.reject(page) : Promise.resolve(page);
  };
  return { asks, journal };
}

function seqs({ store }: ReadingBench): readonly number[] | undefined {
  return store.data().rows?.map(({ seq }) => seq);
}

describe('the journal', () => {
  test('is read on from where it was left, and no row is lost', async () => {
    const { asks, journal } = aJournal([[ended(3), ended(5)], [ended(6)], [ended(7), ended(9)]]);
    const bench = aReadingBench({ journal });
    await bench.after(0);
    expect(asks).toEqual([]);
    bench.press('7');
    await bench.after(0);
    expect(seqs(bench)).toEqual([3, 5]);
    await bench.after(second - 1);
    expect(seqs(bench)).toEqual([3, 5]);
    await bench.after(1);
    expect(seqs(bench)).toEqual([3, 5, 6]);
    await bench.after(second);
    await bench.after(second);
    expect(seqs(bench)).toEqual([3, 5, 6, 7, 9]);
    expect(asks).toEqual(['20000 after null', '5000 after 5', '5000 after 6', '5000 after 9']);
  });

  test('is read on also by another view, and after a while in which nobody wanted it', async () => {
    const { asks, journal } = aJournal([[ended(3)], [ended(4)]]);
    const bench = aReadingBench({ journal });
    bench.press('7');
    await bench.after(0);
    bench.press('1');
    await bench.after(60 * second);
    bench.press('5');
    await bench.after(0);
    expect(seqs(bench)).toEqual([3, 4]);
    expect(asks).toEqual(['20000 after null', '5000 after 3']);
  });

  test('with nothing new leaves the rows as they are', async () => {
    const bench = aReadingBench(aJournal([[ended(3)]]));
    bench.press('7');
    await bench.after(0);
    const { rows } = bench.store.data();
    await bench.after(second);
    expect(bench.store.data().rows).toBe(rows);
  });

  test('that is empty is told to be so, and read on', async () => {
    const { asks, journal } = aJournal([[], [ended(1)]]);
    const bench = aReadingBench({ journal });
    bench.press('7');
    await bench.after(0);
    expect(seqs(bench)).toEqual([]);
    await bench.after(second);
    expect(seqs(bench)).toEqual([1]);
    expect(asks[1]).toBe('5000 after 0');
  });

  test('that cannot be read is tried again at the next turn, from the same place', async () => {
    const { asks, journal } = aJournal([[ended(3)], new Error('it is locked'), [ended(4)]]);
    const bench = aReadingBench({ journal });
    bench.press('7');
    await bench.after(0);
    await bench.after(second);
    expect(seqs(bench)).toEqual([3]);
    await bench.after(second);
    expect(seqs(bench)).toEqual([3, 4]);
    expect(asks.slice(1)).toEqual(['5000 after 3', '5000 after 3']);
  });

  test('is read soon after a new picture: there is something new in it', async () => {
    const bench = aReadingBench(aJournal([[ended(3)], [ended(4)]]));
    bench.press('7');
    await bench.after(0);
    bench.sees();
    await bench.after(99);
    expect(seqs(bench)).toEqual([3]);
    await bench.after(1);
    expect(seqs(bench)).toEqual([3, 4]);
  });

  test('that is long keeps its newest rows', async () => {
    const many = Array.from({ length: 5_000 }, (_line, index) => ended(index + 1));
    const bench = aReadingBench(aJournal([many, [ended(5_001), ended(5_002)]]));
    bench.press('7');
    await bench.after(0);
    await bench.after(second);
    expect(seqs(bench)).toHaveLength(5_000);
    expect(seqs(bench)?.at(0)).toBe(3);
    expect(seqs(bench)?.at(-1)).toBe(5_002);
  });

  test('tells of an outcome what it was of, also where that began on an earlier page', async () => {
    const action = { lane: 'gate:1', rule: 'gates', why: 'it is finished', evidence: [] } as const;
    const begun = line(1, {
      type: 'intent',
      at: noon,
      cause: 'c1',
      key: 'k1',
      action: { ...action, kind: 'open-pr', task: 'cart', attempt: 1, head: 'a1b2c3d4' },
    });
    const over = line(2, {
      type: 'outcome',
      at: noon,
      cause: 'c1',
      key: 'k1',
      ok: true,
      says: 'opened #7',
      facts: [],
      failure: null,
    });
    const bench = aReadingBench(aJournal([[begun], [over]]));
    bench.press('7');
    await bench.after(0);
    await bench.after(second);
    expect(bench.store.data().rows?.at(-1)).toMatchObject({ kind: 'done', what: 'open-pr', task: 'cart' });
  });
});

describe('whoever asks for the journal once', () => {
  test('gets it whatever is shown, and it is read on from there', async () => {
    const { asks, journal } = aJournal([[ended(3)], [ended(4)]]);
    const bench = aReadingBench({ journal });
    await bench.readJournal();
    expect(seqs(bench)).toEqual([3]);
    bench.press('7');
    await bench.after(0);
    expect(seqs(bench)).toEqual([3, 4]);
    expect(asks).toEqual(['20000 after null', '5000 after 3']);
  });

  test('is not kept waiting, or ended, by one that cannot be read', async () => {
    const bench = aReadingBench(aJournal([new Error('it is locked'), [ended(3)]]));
    await bench.readJournal();
    expect(seqs(bench)).toBeUndefined();
    await bench.readJournal();
    expect(seqs(bench)).toEqual([3]);
  });
});
