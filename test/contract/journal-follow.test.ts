import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { followJournal } from '../../src/adapters/journal/follow.ts';
import { journalPage } from '../../src/compose/past/journal-page.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { aJournal, aMark, anImage, marksOf } from '../support/journal-parts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function opened(dir: string): Promise<Journal> {
  const journal = aJournal(dir);
  onTestFinished(() => journal.close());
  await journal.open();
  return journal;
}

function newestFile(dir: string): string {
  return join(dir, 'journal', readdirSync(join(dir, 'journal')).toSorted().at(-1) ?? '');
}

function marks(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, index) => `m${from + index}`);
}

describe('a journal that is followed', () => {
  test('is read on as it grows, and is the same list while it does not', async () => {
    const dir = temporaryFolder();
    const followed = followJournal(dir);
    expect(await followed.read()).toEqual([]);
    const journal = await opened(dir);
    await journal.append(marks(0, 3).map(aMark));
    const first = await followed.read();
    expect(marksOf(first)).toEqual(marks(0, 3));
    expect(await followed.read()).toBe(first);
    await journal.append(marks(3, 5).map(aMark));
    const second = await followed.read();
    expect(marksOf(second)).toEqual(marks(0, 5));
    expect(second[1]).toBe(first[1]);
  });

  test('is not read again from its beginning', async () => {
    const dir = temporaryFolder();
    const followed = followJournal(dir);
    const journal = await opened(dir);
    await journal.append(marks(0, 3).map(aMark));
    await followed.read();
    const file = newestFile(dir);
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.concat([Buffer.alloc(200, 0x20), bytes.subarray(200)]));
    await journal.append(marks(3, 4).map(aMark));
    expect(marksOf(await followed.read())).toEqual(marks(0, 4));
  });

  test('goes on over a compaction and into the time of the next supervisor', async () => {
    const dir = temporaryFolder();
    const followed = followJournal(dir);
    const journal = await opened(dir);
    await journal.append(marks(0, 3).map(aMark));
    const seq = (await followed.read()).at(-1)?.seq ?? 0;
    await journal.append(marks(3, 5).map(aMark));
    await journal.compact(anImage('x'), seq);
    expect(marksOf(await followed.read())).toEqual(marks(3, 5));
    await journal.close();
    const next = await opened(dir);
    await next.append(marks(5, 6).map(aMark));
    expect(marksOf(await followed.read())).toEqual(marks(3, 6));
  });

  test('ends before a line that is being written, and has it once it is whole', async () => {
    const dir = temporaryFolder();
    const followed = followJournal(dir);
    const journal = await opened(dir);
    await journal.append(marks(0, 2).map(aMark));
    const file = newestFile(dir);
    const whole = readFileSync(file);
    await followed.read();
    await journal.append(marks(2, 3).map(aMark));
    const line = readFileSync(file).subarray(whole.length);
    truncateSync(file, whole.length);
    appendFileSync(file, line.subarray(0, 20));
    expect(marksOf(await followed.read())).toEqual(marks(0, 2));
    appendFileSync(file, line.subarray(20));
    expect(marksOf(await followed.read())).toEqual(marks(0, 3));
  });
});

describe('a page of the journal', () => {
  test('is the newest lines, those after a line, or those before one', async () => {
    const dir = temporaryFolder();
    const journal = await opened(dir);
    const lines = await journal.append(marks(0, 20).map(aMark));
    const seqOf = (mark: string) => lines.find((line) => marksOf([line])[0] === mark)?.seq ?? 0;
    const page = async (wanted: Parameters<typeof journalPage>[1]) => marksOf(await journalPage(dir, wanted));
    expect(await page({ afterSeq: null, limit: 2 })).toEqual(['m18', 'm19']);
    expect(await page({ afterSeq: seqOf('m10'), limit: 2 })).toEqual(['m11', 'm12']);
    expect(await page({ afterSeq: seqOf('m19'), limit: 2 })).toEqual([]);
    expect(await page({ beforeSeq: seqOf('m10'), limit: 2 })).toEqual(['m8', 'm9']);
    expect(await page({ beforeSeq: 1, limit: 2 })).toEqual([]);
    expect(await page({ beforeSeq: 10_000, limit: 1 })).toEqual(['m19']);
  });

  test('pages back through 50,000 lines to the first one, each line once', async () => {
    const dir = temporaryFolder();
    const journal = await opened(dir);
    await journal.append(marks(0, 50_000).map(aMark));
    const seen: string[] = [];
    let beforeSeq = Number.MAX_SAFE_INTEGER;
    for (;;) {
      const lines = await journalPage(dir, { beforeSeq, limit: 1_000 });
      const [first] = lines;
      if (first === undefined) break;
      seen.unshift(...marksOf(lines));
      beforeSeq = first.seq;
    }
    expect(seen).toEqual(marks(0, 50_000));
  });
});
