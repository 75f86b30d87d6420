import { expect, test } from 'vitest';
import type { Receipt } from '../../../../src/domain/delivery.ts';
import { whyTextFiles } from '../../../../src/engine/picture/why-text-file.ts';
import { aReceipt, aWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const file = { path: '/p/.czar-text/d-1.txt', sha256: 'abc', bytes: 60_000 };
const ofTask = { task: 'a', attempt: 1, file };

function says(about: string, ...receipts: readonly Receipt[]): readonly string[] {
  const texts = receipts.flatMap(({ id: delivery, task, attempt, generation, file: left }) =>
    left === undefined ? [] : [{ delivery, task, attempt, generation }],
  );
  const world = aWorld({ workers: [aWorker('w1', { texts }), aWorker('w2')] });
  const ledger = { ...world.ledger, receipts: new Map(receipts.map((receipt) => [receipt.id, receipt])) };
  return whyTextFiles({ ...world, ledger }, about);
}

test('a text that lies in a file is told with its receipt, which is of the words that name it', () => {
  expect(says('w1', aReceipt('d-1', { file }))).toEqual([
    'its last text was too long to be typed: it is the file /p/.czar-text/d-1.txt (60000 bytes), SHA-256 abc; the receipt (confirmed) is of the 100 bytes that name it',
  ]);
});

test.each(['w1', 'a'])('it is told of %s also when something was typed since', (about) => {
  expect(
    says(about, aReceipt('d-1', ofTask), aReceipt('d-2', { task: 'a', attempt: 1, kind: 'notice' })),
  ).toEqual([
    'a text before its last (opening) was too long to be typed: it is the file /p/.czar-text/d-1.txt (60000 bytes), SHA-256 abc; the receipt (confirmed) is of the 100 bytes that name it',
  ]);
});

test('of several all are told', () => {
  const other = { ...file, path: '/p/.czar-text/d-2.txt' };
  expect(
    says('a', aReceipt('d-1', ofTask), aReceipt('d-2', { ...ofTask, kind: 'rework', file: other })),
  ).toEqual([
    expect.stringMatching(/^a text before its last \(opening\) .*d-1\.txt/),
    expect.stringMatching(/^its last text .*d-2\.txt/),
  ]);
});

test.each([
  ['nothing was sent', []],
  ['the text was typed', [aReceipt('d-1')]],
  ['it was refused', [aReceipt('d-1', { file, verdict: 'refused' })]],
  ['it went to another worker', [aReceipt('d-1', { file, worker: 'w2' })]],
] as const)('no file is told of where %s', (_, receipts) => {
  expect(says('w1', ...receipts)).toEqual([]);
});

test('a file that was taken away is not told of any more', () => {
  const world = aWorld({ workers: [aWorker('w1', { texts: [] })] });
  const receipts = new Map([['d-1', aReceipt('d-1', { file })]]);
  expect(whyTextFiles({ ...world, ledger: { ...world.ledger, receipts } }, 'w1')).toEqual([]);
});
