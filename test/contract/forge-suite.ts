import { beforeEach, describe, expect, test } from 'vitest';
import type { Sha } from '../../src/domain/names.ts';
import type { Forge, NewPullRequest } from '../../src/ports/forge.ts';

const text: Omit<NewPullRequest, 'headSha'> = {
  task: 'cart',
  attempt: 1,
  head: 'feat/shop-cart',
  base: 'omnibus/shop',
  title: 'Cart',
  body: 'A "cart"\n\n<!-- czar:0/cart -->',
  labels: ['worker-generated'],
  assignees: ['@me'],
  draft: false,
};

export interface ForgeBench {
  /** Of the project "0". */
  readonly forge: Forge;
  /** Puts one more commit on a branch, where the forge sees it. */
  commit(branch: string): Promise<Sha>;
  /** Merges a branch into another one, where the forge sees it. */
  merge(branch: string, into: string): Promise<Sha>;
  /** Reviews and comments, as whoever looks at the pull request reads them. */
  said(number: number): Promise<readonly string[]>;
}

/** What every forge keeps to. `make` gives an empty one. */
export function describeForge(name: string, make: () => Promise<ForgeBench>): void {
  describe(`${name}, as a forge,`, () => {
    let bench: ForgeBench;
    let forge: Forge;
    let draft: NewPullRequest;
    beforeEach(async () => {
      bench = await make();
      ({ forge } = bench);
      draft = { ...text, headSha: await bench.commit(text.head) };
    });

    const ofTax = async (): Promise<NewPullRequest> => ({
      ...draft,
      task: 'tax',
      head: 'feat/shop-tax',
      headSha: await bench.commit('feat/shop-tax'),
      body: 'Tax\n\n<!-- czar:0/tax -->',
    });

    test('has nothing at first', async () => {
      expect(await forge.list()).toEqual([]);
      expect(await forge.find(draft.head)).toBeNull();
      expect(await forge.get(1)).toBeNull();
    });

    test('keeps what a pull request was opened with, and numbers it', async () => {
      const pr = await forge.open(draft);
      expect(pr).toMatchObject({ ...draft, state: 'open', reviews: [], checks: [], mergedSha: null });
      expect(await forge.find(draft.head)).toEqual(pr);
      expect(await forge.get(pr.number)).toEqual(pr);
      const next = await forge.open(await ofTax());
      expect(next.number).toBeGreaterThan(pr.number);
      expect((await forge.list()).map(({ number }) => number)).toEqual([pr.number, next.number]);
    });

    test('has one open pull request per head, also when asked many times at once', async () => {
      const opened = await Promise.all(Array.from({ length: 10 }, () => forge.open(draft)));
      expect(new Set(opened.map(({ number }) => number)).size).toBe(1);
      expect(await forge.list()).toHaveLength(1);
    });

    test('opens a new one for the head of an ended one, and finds the open one first, else the newest', async () => {
      const first = await forge.open(draft);
      const mergedSha = await bench.merge(draft.head, draft.base);
      const merged = await forge.update(first.number, { state: 'merged', mergedSha });
      expect(merged).toMatchObject({ state: 'merged', mergedSha });
      expect(await forge.find(draft.head)).toMatchObject({ number: first.number, state: 'merged' });
      const second = await forge.open({ ...draft, headSha: await bench.commit(draft.head) });
      expect(second.number).not.toBe(first.number);
      expect(await forge.find(draft.head)).toMatchObject({ number: second.number, state: 'open' });
      await forge.update(second.number, { state: 'closed', comment: 'cancelled' });
      expect(await forge.find(draft.head)).toMatchObject({ number: second.number, state: 'closed' });
    });

    test('changes what it is told to and nothing else', async () => {
      const pr = await forge.open(draft);
      const checks = [{ name: 'test', verdict: 'failed' as const, ms: 12, tail: '' }];
      const headSha = await bench.commit(draft.head);
      const changed = await forge.update(pr.number, { headSha, checks, draft: true, attempt: 2 });
      const { updatedAt } = changed;
      expect(changed).toEqual({ ...pr, headSha, checks, draft: true, attempt: 2, updatedAt });
      expect(await forge.find(draft.head)).toEqual(changed);
      expect(await forge.update(pr.number, { draft: false })).toMatchObject({ draft: false, checks });
    });

    test('loses no change of several at once', async () => {
      const pr = await forge.open(draft);
      await Promise.all([
        forge.update(pr.number, { title: 'New' }),
        forge.update(pr.number, { body: 'Text\n\n<!-- czar:0/cart -->' }),
        forge.update(pr.number, { draft: true }),
      ]);
      expect(await forge.find(draft.head)).toMatchObject({
        title: 'New',
        body: 'Text\n\n<!-- czar:0/cart -->',
        draft: true,
      });
    });

    test('is told a review once, with all that it says', async () => {
      const pr = await forge.open(draft);
      const mark = `<!-- czar-review:0/cart/${pr.headSha} -->`;
      const review = {
        mark,
        head: pr.headSha,
        verdict: 'changes-requested',
        text: 'a.txt:3 is off by one',
        comments: [{ file: 'a.txt', line: 3, text: 'off by one' }],
      } as const;
      expect(await forge.review(pr.number, review)).toMatchObject({
        number: pr.number,
        state: 'open',
        headSha: pr.headSha,
      });
      await Promise.all([forge.review(pr.number, review), forge.review(pr.number, review)]);
      const said = await bench.said(pr.number);
      expect(said.filter((text) => text.includes(mark))).toEqual([expect.stringContaining('off by one')]);
    });

    test('says the same words once', async () => {
      const { number } = await forge.open(draft);
      await forge.update(number, { comment: 'Noted.' });
      await forge.update(number, { comment: 'Noted.' });
      expect((await bench.said(number)).filter((text) => text === 'Noted.')).toHaveLength(1);
    });

    test('says so when it is to change what it does not have', async () => {
      await expect(forge.update(99, { title: 'x' })).rejects.toMatchObject({
        facts: { code: 'forge-failed' },
      });
    });
  });
}

/** What a forge that can lose pull requests keeps to besides. */
export function describeRestoring(name: string, make: () => Promise<Forge>): void {
  test(`${name} takes a pull request back that it lost, under its number, and changes none that is there`, async () => {
    const forge = await make();
    const draft = { ...text, headSha: 'a'.repeat(40) };
    const pr = await forge.open(draft);
    const lost = {
      ...pr,
      number: pr.number + 4,
      task: 'tax',
      head: 'feat/shop-tax',
      state: 'merged',
    } as const;
    expect(await forge.restore?.(lost)).toEqual(lost);
    expect(await forge.restore?.({ ...pr, title: 'another' })).toEqual(pr);
    expect(await forge.list()).toEqual([pr, lost]);
    const next = await forge.open({ ...draft, task: 'new', head: 'feat/shop-new' });
    expect(next.number).toBeGreaterThan(lost.number);
  });
}
