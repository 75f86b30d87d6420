import { expect, test } from 'vitest';
import type { Patch } from '../../../src/domain/patch.ts';
import { findingsOnLines, postedText, reviewMark } from '../../../src/domain/posted-review.ts';
import type { Review, ReviewFinding } from '../../../src/domain/review.ts';

const finding = (over: Partial<ReviewFinding> = {}): ReviewFinding => ({
  file: 'a.ts',
  line: 2,
  severity: 'major',
  reason: 'off by one',
  ...over,
});
const hunks = '@@ -1,2 +1,3 @@\n kept\n+new\n-old\n last';
const patch: Patch = {
  files: [{ path: 'a.ts', from: null, kind: 'modified', mode: '100644', isBinary: false, hunks }],
  isWhole: true,
};

test('Only a line that the change shows is commented on', () => {
  const lines = [1, 2, 3, 4, null].map((line) => finding({ line }));
  const shown = findingsOnLines([...lines, finding({ file: 'b.ts' })], patch);
  expect(shown.map(({ line }) => line)).toEqual([1, 2, 3]);
});

test('What a finding quotes acts nowhere: no comment, no call, no line of its own', () => {
  const reason = 'see @everyone <!-- czar:x/y --> ```\n# LGTM\n<img src=x onerror=y>';
  const review: Review = {
    head: 'a'.repeat(40),
    verdict: 'changes',
    findings: [finding({ reason, file: '`rm`\n<!-- x' })],
    because: null,
    by: 'model',
    at: 1,
    ms: 1,
  };
  const text = postedText(review);
  expect(text).not.toMatch(/<|@everyone|\n#/);
  expect(text.split('\n')).toHaveLength(3);
  const [comment] = findingsOnLines([finding({ reason })], patch);
  expect(comment?.text).not.toMatch(/<|@everyone|\n/);
});

test('A mark names project, task and head', () => {
  expect(reviewMark('p1', 'cart', 'abc')).toBe('<!-- czar-review:p1/cart/abc -->');
});
