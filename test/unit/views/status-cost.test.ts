import { expect, test } from 'vitest';
import type { ProjectSpent } from '../../../src/domain/snapshot.ts';
import { statusHead } from '../../../src/views/status-head.ts';
import { aSnapshot } from '../../support/a-snapshot.ts';

const frame = {
  columns: 80,
  now: 1_760_000_000_000,
  color: false,
  supervisor: 'alive',
  staleMs: 1_000,
  zoneMs: 0,
} as const;

function spent(over: Partial<ProjectSpent>): ProjectSpent {
  return {
    inputTokens: 1_000_000,
    outputTokens: 200_000,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    costUsd: 18.4,
    knownUsd: 18.4,
    unpricedTokens: 0,
    limitUsd: null,
    isLimited: false,
    ...over,
  };
}

const unknown = { costUsd: null, knownUsd: 0, unpricedTokens: 1_200_000 };

test.each([
  ['nothing that is known', undefined, ''],
  ['a cost', spent({}), '$18.40'],
  ['a cost and its limit', spent({ limitUsd: 29.5, isLimited: true }), '$18.40  limit 62%'],
  ['a part of it', spent({ unpricedTokens: 5_000, costUsd: null }), '$18.40  5k tokens of unknown cost'],
  ['an unknown cost where nobody asks', spent(unknown), ''],
  ['an unknown cost under a limit', spent({ ...unknown, isLimited: true }), '1.2M tokens of unknown cost'],
  [
    'nothing yet, under a limit',
    spent({ knownUsd: 0, costUsd: 0, isLimited: true, limitUsd: 5 }),
    '$0.00  limit 0%',
  ],
])('the head of the status shows %s', (_, cost, shown) => {
  const snapshot = aSnapshot(cost === undefined ? {} : { spent: cost });
  expect(statusHead(snapshot, frame).slice(1).join('\n').trim()).toBe(shown);
});
