import { expect, test } from 'vitest';
import { whyTextFile } from '../../../../src/engine/picture/why-text-file.ts';
import { aReceipt } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import type { Receipt } from '../../../../src/domain/delivery.ts';

const file = { path: '/p/.czar-text/d-1.txt', sha256: 'abc', bytes: 60_000 };

function says(...receipts: readonly Receipt[]): string | null {
  const world = aWorld({});
  const ledger = { ...world.ledger, receipts: new Map(receipts.map((receipt) => [receipt.id, receipt])) };
  return whyTextFile({ ...world, ledger }, 'w1');
}

test('a text that lies in a file is told with its receipt, which is of the words that name it', () => {
  expect(says(aReceipt('d-1', { file }))).toBe(
    'its last text was too long to be typed: it is the file /p/.czar-text/d-1.txt (60000 bytes), SHA-256 abc; the receipt (confirmed) is of the 100 bytes that name it',
  );
});

test.each([
  ['nothing was sent', []],
  ['the text was typed', [aReceipt('d-1')]],
  ['another was typed since', [aReceipt('d-1', { file }), aReceipt('d-2')]],
  ['it was refused', [aReceipt('d-1', { file, verdict: 'refused' })]],
  ['it went to another worker', [aReceipt('d-1', { file, worker: 'w2' })]],
] as const)('no file is told of where %s', (_, receipts) => {
  expect(says(...receipts)).toBeNull();
});
