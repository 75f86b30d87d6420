import { describe, expect, test } from 'vitest';
import type { NewPullRequest, PostedReview } from '../../src/ports/forge.ts';
import { type GitHubBench, gitHubBench } from '../github/bench.ts';

interface World {
  readonly bench: GitHubBench;
  readonly number: number;
  readonly review: PostedReview;
}

/** An open pull request of whoever Czar speaks as, or of somebody else, and a review of it. */
function inWorld(
  author: 'czar-bot' | 'somebody',
  body: (world: World) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const bench = await gitHubBench();
    try {
      const headSha = await bench.commit('feat/shop-cart');
      const draft: NewPullRequest = {
        task: 'cart',
        attempt: 1,
        head: 'feat/shop-cart',
        base: 'omnibus/shop',
        headSha,
        title: 'Cart',
        body: 'A cart\n\n<!-- czar:0/cart -->',
        labels: [],
        assignees: [],
        draft: false,
      };
      const { number } = await bench.forge.open(draft);
      Object.assign(bench.github.state.pulls.get(number) ?? {}, { author });
      const review: PostedReview = {
        mark: `<!-- czar-review:0/cart/${headSha} -->`,
        head: headSha,
        verdict: 'changes-requested',
        text: 'one point',
        comments: [{ file: 'a.ts', line: 3, text: 'off by one' }],
      };
      await body({ bench, number, review });
      expect(bench.github.wrong).toEqual([]);
    } finally {
      await bench.close();
    }
  };
}

function pullIn({ bench, number }: World) {
  const pull = bench.github.state.pulls.get(number);
  if (pull === undefined) throw new Error('no pull request');
  return pull;
}

const statuses = ({ bench, review }: World) => bench.github.state.statuses.get(review.head) ?? [];

describe('A review of what somebody else opened', () => {
  test.each([
    ['changes-requested', 'CHANGES_REQUESTED'],
    ['approved', 'APPROVED'],
    ['comment', 'COMMENTED'],
  ] as const)('is a review (%s), with comments on lines', (verdict, state) =>
    inWorld('somebody', async (world) => {
      await world.bench.forge.review(world.number, { ...world.review, verdict });
      const { reviews, lineComments, comments } = pullIn(world);
      expect(reviews).toMatchObject([{ state, by: 'czar-bot', commit: world.review.head }]);
      expect(lineComments).toMatchObject([{ path: 'a.ts', line: 3, body: 'off by one' }]);
      expect(comments).toEqual([]);
      expect(statuses(world)).toEqual([]);
    })(),
  );

  test(
    'goes without the lines that GitHub does not take',
    inWorld('somebody', async (world) => {
      world.bench.github.state.notInDiff.add('a.ts:3');
      await world.bench.forge.review(world.number, world.review);
      expect(pullIn(world).reviews).toMatchObject([{ state: 'CHANGES_REQUESTED' }]);
      expect(pullIn(world).lineComments).toEqual([]);
    }),
  );

  test(
    'is not read back as the wish of a person',
    inWorld('somebody', async (world) => {
      const { bench, number, review } = world;
      await bench.forge.review(number, review);
      const [report] = (await bench.forge.reports?.([{ number, headSha: review.head }])) ?? [];
      expect(report).toMatchObject({ number, reviews: [] });
    }),
  );
});

describe('A review of what Czar itself opened', () => {
  test.each([
    ['changes-requested', 'failure'],
    ['approved', 'success'],
  ] as const)('is a status (%s) and a comment', (verdict, state) =>
    inWorld('czar-bot', async (world) => {
      const { bench, number, review } = world;
      await bench.forge.review(number, { ...review, verdict });
      await bench.forge.review(number, { ...review, verdict });
      expect(pullIn(world).reviews).toEqual([]);
      expect(statuses(world)).toMatchObject([{ context: 'czar/review', state }]);
      expect(pullIn(world).comments).toMatchObject([{ body: `one point\n\n${review.mark}` }]);
      expect((await bench.forge.get(number))?.checks).toEqual([]);
    })(),
  );
});
