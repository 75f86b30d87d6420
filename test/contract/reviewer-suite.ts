import { beforeEach, describe, expect, test } from 'vitest';
import { looseLeash } from '../support/loose-leash.ts';
import type { Reviewer, ReviewRequest } from '../../src/ports/reviewer.ts';

export interface ReviewerBench {
  readonly reviewer: Reviewer;
  readonly request: ReviewRequest;
  /** What it says, one after the other; the last for ever. A number: it fails so, as its service or its program would. */
  says(...answers: readonly (string | number)[]): void;
  /** What it was told, in order. */
  heard(): readonly string[];
}

/** What every reviewer keeps to. */
export function describeReviewer(name: string, make: () => Promise<ReviewerBench>): void {
  describe(`${name}, as a reviewer,`, () => {
    let bench: ReviewerBench;
    beforeEach(async () => {
      bench = await make();
    });
    const review = () => bench.reviewer.review(bench.request, looseLeash);
    const approve = (): string => JSON.stringify({ id: bench.request.id, verdict: 'approve', findings: [] });

    test('is told the request, and its judgement is what it says', async () => {
      const findings = [{ file: 'a.ts', line: 3, severity: 'major', reason: 'off by one' }];
      bench.says(JSON.stringify({ id: bench.request.id, verdict: 'changes', findings }));
      expect(await review()).toMatchObject({ judgement: { verdict: 'changes', findings } });
      expect(bench.heard()).toHaveLength(1);
      expect(bench.heard()[0]).toContain(bench.request.text);
    });

    test('is asked once more when its answer cannot be read', async () => {
      bench.says('LGTM', approve());
      expect(await review()).toMatchObject({ judgement: { verdict: 'approve' } });
      expect(bench.heard()).toHaveLength(2);
      expect(bench.heard()[1]).toContain('could not be read');
    });

    test('has given no judgement when that cannot be read either', async () => {
      bench.says('{"verdict": "approve"}');
      expect(await review()).toMatchObject({ judgement: null });
      expect(bench.heard()).toHaveLength(2);
    });

    test('fails for a while when its service does: that is no judgement', async () => {
      bench.says(500);
      await expect(review()).rejects.toMatchObject({ facts: { code: 'review-failed', transient: true } });
    });

    test('ends when it is called off', async () => {
      bench.says(approve());
      const leash = { ...looseLeash, signal: AbortSignal.abort() };
      await expect(bench.reviewer.review(bench.request, leash)).rejects.toMatchObject({
        facts: { transient: true },
      });
    });
  });
}
