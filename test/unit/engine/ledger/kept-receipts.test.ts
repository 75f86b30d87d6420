import { expect, test } from 'vitest';
import type { Fact } from '../../../../src/domain/facts.ts';
import { afterFacts } from '../../../support/folded.ts';
import { aReceipt, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const file = { path: '/x', sha256: 'x', bytes: 1 };

function told(id: string, over: Parameters<typeof aReceipt>[1] = {}): readonly Fact[] {
  return [
    { type: 'delivery.began', delivery: aReceipt(id, over) },
    { type: 'delivery.ended', id, verdict: 'confirmed', because: 'told' },
  ];
}

const many = Array.from({ length: 600 }, (_, at) => told(`d-${at}`)).flat();

test('old receipts are forgotten, but not that of a text whose file still lies there', () => {
  const world = afterFacts(
    aWorld({ workers: [aSeatedWorker('w1')] }),
    ...told('d-typed'),
    ...told('d-long', { file }),
    ...many,
  );
  const { receipts } = world.ledger;
  expect([receipts.size, receipts.has('d-typed'), receipts.has('d-long')]).toEqual([500, false, true]);
  const gone = afterFacts(world, { type: 'texts.dropped', worker: 'w1', kept: [] }, ...told('d-new'));
  expect(gone.ledger.receipts.has('d-long')).toBe(false);
});
