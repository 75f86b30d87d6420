import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/ports/journal.ts';
import { aMark, anImage, marksOf } from '../support/journal-parts.ts';

/** What every journal promises. `make` gives a place; each call of `opener` is another process that opens the same journal. */
export function describeJournal(name: string, make: () => { readonly opener: () => Journal }): void {
  describe(`the journal (${name})`, () => {
    test('is fresh and empty but for its first epoch when nothing was there', async () => {
      const opened = await make().opener().open();
      expect(opened).toMatchObject({ epoch: 1, image: null, fresh: true, reports: [] });
      expect(opened.lines.map(({ entry }) => entry.type)).toEqual(['epoch']);
    });

    test('gives back what was appended, in order and numbered without gaps, under a new epoch', async () => {
      const { opener } = make();
      const first = opener();
      await first.open();
      await first.append([aMark('a'), aMark('b')]);
      await first.append([aMark('c')]);
      await first.close();
      const opened = await opener().open();
      expect(marksOf(opened.lines)).toEqual(['a', 'b', 'c']);
      expect(opened.lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      expect(opened).toMatchObject({ epoch: 2, fresh: false, reports: [] });
    });

    test('stays fresh while nothing but starts and stops was written', async () => {
      const { opener } = make();
      const first = opener();
      await first.open();
      await first.append([{ type: 'stopped', at: 1, because: 'asked to' }]);
      await first.close();
      expect((await opener().open()).fresh).toBe(true);
    });

    test('returns the lines as they lie in the journal', async () => {
      const { opener } = make();
      const journal = opener();
      const { lines, epoch } = await journal.open();
      const [line] = await journal.append([aMark('a')]);
      expect(line).toEqual({ seq: (lines.at(-1)?.seq ?? 0) + 1, epoch, entry: aMark('a') });
    });

    test('keeps the order of appends that wait at the same time', async () => {
      const { opener } = make();
      const journal = opener();
      await journal.open();
      const names = Array.from({ length: 200 }, (_, index) => `m${index}`);
      const lines = await Promise.all(names.map((text) => journal.append([aMark(text)])));
      expect(marksOf(lines.flat())).toEqual(names);
      await journal.close();
      expect(marksOf((await opener().open()).lines)).toEqual(names);
    });

    test('begins with the image after a compaction, and forgets the lines that the image holds', async () => {
      const { opener } = make();
      const journal = opener();
      await journal.open();
      const [last] = await journal.append([aMark('in the image')]);
      const before = journal.bytesSinceImage;
      await journal.compact(anImage('compacted'), last?.seq ?? 0);
      expect(journal.bytesSinceImage).toBeLessThan(before);
      await journal.append([aMark('after')]);
      await journal.close();
      const opened = await opener().open();
      expect(opened.image).toEqual(anImage('compacted'));
      expect(marksOf(opened.lines)).toEqual(['after']);
    });

    test('carries lines over that the image does not hold yet', async () => {
      const { opener } = make();
      const journal = opener();
      await journal.open();
      const [first] = await journal.append([aMark('in the image')]);
      await journal.append([aMark('later')]);
      const waiting = journal.append([aMark('on its way')]);
      await journal.compact(anImage('compacted'), first?.seq ?? 0);
      await waiting;
      await journal.close();
      const opened = await opener().open();
      expect(marksOf(opened.lines)).toEqual(['later', 'on its way']);
    });

    test('compacts again and again', async () => {
      const { opener } = make();
      const journal = opener();
      await journal.open();
      for (const name of ['a', 'b', 'c']) {
        const [line] = await journal.append([aMark(name)]);
        await journal.compact(anImage(name), line?.seq ?? 0);
      }
      await journal.close();
      const opened = await opener().open();
      expect(opened.image?.integration.branch).toBe('c');
      expect(marksOf(opened.lines)).toEqual([]);
    });

    test('refuses an image of lines that it never had', async () => {
      const journal = make().opener();
      await journal.open();
      await expect(journal.compact(anImage('x'), 99)).rejects.toMatchObject({ facts: { code: 'bug' } });
      await expect(journal.append([aMark('still works')])).resolves.toHaveLength(1);
    });

    test('fences a writer when another opens it, and keeps nothing that the old one wrote after', async () => {
      const { opener } = make();
      const old = opener();
      await old.open();
      await old.append([aMark('before')]);
      const successor = opener();
      await successor.open();
      await expect(old.append([aMark('too late')])).rejects.toMatchObject({ facts: { code: 'fenced' } });
      await expect(old.compact(anImage('too late'), 2)).rejects.toMatchObject({ facts: { code: 'fenced' } });
      await successor.append([aMark('after')]);
      await successor.close();
      const opened = await opener().open();
      expect(marksOf(opened.lines)).toEqual(['before', 'after']);
      expect(opened.image).toBeNull();
    });

    test('gives each of many openers an epoch of its own', async () => {
      const { opener } = make();
      const opened = await Promise.all(
        Array.from({ length: 8 }, () => opener().open().then(epochOf, faultOf)),
      );
      const epochs = opened.filter((epoch) => epoch !== null);
      expect(new Set(epochs).size).toBe(epochs.length);
      expect(epochs).toContain(8);
    });

    test('does not take entries before it is opened, or after it is closed', async () => {
      const journal = make().opener();
      await expect(journal.append([aMark('early')])).rejects.toMatchObject({ facts: { code: 'bug' } });
      await journal.open();
      await journal.close();
      await expect(journal.append([aMark('late')])).rejects.toMatchObject({
        facts: { code: 'journal-broken' },
      });
    });
  });
}

function epochOf({ epoch }: { readonly epoch: number }): number {
  return epoch;
}

/** An opener that was overtaken while it opened may be fenced at its first line. */
function faultOf(error: unknown): null {
  expect(error).toMatchObject({ facts: { code: 'fenced' } });
  return null;
}
