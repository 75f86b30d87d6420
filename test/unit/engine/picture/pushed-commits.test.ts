import { expect, test } from 'vitest';
import type { Attempt } from '../../../../src/domain/ledger.ts';
import { pushedPart } from '../../../../src/engine/picture/pushed-commits.ts';
import { anAttempt } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const branch = 'feat/shop-a';
const recent = ['c3', 'c4', 'c5'].map((sha) => ({ sha, at: 1, subject: sha, marker: null }));
const attempt = anAttempt({ branch, startSha: 'c0', tip: 'c5', commits: 5, recent });

function count(tips: readonly string[] | null, of: Attempt | null = attempt): number | null | undefined {
  const world = aWorld();
  const pushed = new Map([['main', ['m']], ...(tips === null ? [] : [[branch, tips] as const])]);
  return pushedPart({ ...world, ledger: { ...world.ledger, pushed } }, of).pushed;
}

test('commits up to the pushed one are where the forge sees them', () => {
  expect(count(['c5'])).toBe(5);
  expect(count(['c4'])).toBe(4);
  expect(count(['c0'])).toBe(0);
  expect(count(null)).toBe(0);
});

test('what is not known is not guessed', () => {
  expect(count(['c1'])).toBeNull();
  expect(count(['c4', 'c5'])).toBeNull();
});

test('where nothing is pushed nothing is said', () => {
  expect(pushedPart(aWorld(), attempt)).toEqual({});
  expect(count(['c5'], null)).toBeUndefined();
});
