import { beforeEach, expect, test } from 'vitest';
import { aDialog, aPane, aReceipt, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, type Stage } from './effects.ts';
import { beforeOpening, opening, settling } from './opening.ts';

let stage: Stage;
beforeEach(() => {
  stage = beforeOpening();
});

const receipt = () => stage.world.ledger.receipts.get('d-1');

function opens(): void {
  Object.assign(stage.pane, { shows: 'dialog', dialog: aDialog() });
}

test('a dialog that is open before the paste gets nothing, and is told of', async () => {
  opens();
  await expect(stage.run(opening)).rejects.toThrow('a dialog is open in its session');
  expect([stage.pane.composer, stage.pane.enteredDialogs, stage.pane.keys]).toEqual(['', 0, []]);
  expect(stage.world.ledger.workers.get('w1')?.agent).toMatchObject({
    activity: 'asks',
    shown: { dialog: { text: 'Run npm test?' } },
  });
});

test('a dialog that opens between paste and Enter gets no Enter', async () => {
  stage.pane.onLook = (count) => {
    if (count === 2) opens();
  };
  await expect(stage.run(opening)).rejects.toThrow('a dialog opened before Enter');
  expect([stage.pane.enteredDialogs, stage.pane.submitted, stage.pane.keys]).toEqual([0, [], []]);
  expect(receipt()?.verdict).toBe('refused');
});

test('a dialog that opens between two Enters gets no Enter', async () => {
  stage.pane.swallows = 99;
  let enters = 0;
  stage.pane.onEnter = () => {
    enters += 1;
    opens();
  };
  await stage.run(opening);
  expect([enters, stage.pane.enteredDialogs, stage.pane.keys]).toEqual([1, 0, []]);
  expect(receipt()?.verdict).toBe('unverified');
});

test('a dialog that opens while the text is taken back gets no key that clears', async () => {
  stage.pane.terminal.enter = async () => {
    opens();
    return { typed: false, because: 'copy-mode' };
  };
  await stage.run(opening);
  expect([stage.pane.keys, stage.pane.enteredDialogs]).toEqual([[], 0]);
  expect(stage.pane.composer).toContain('[end d-1]');
  expect(receipt()?.verdict).toBe('unverified');
});

test('a dialog in front of a text whose sender died gets no Enter', async () => {
  const receipts = new Map([['d-1', aReceipt('d-1', { verdict: 'open', verdictAt: null })]]);
  const crashed = aStage(
    aWorld({ workers: [aSeatedWorker('w1')], panes: [aPane('w1')], ledger: { receipts } }),
  );
  Object.assign(crashed.pane, { composer: 'x\n[end d-1]', shows: 'dialog', dialog: aDialog() });
  await crashed.run(settling);
  expect([crashed.pane.enteredDialogs, crashed.pane.keys, crashed.pane.submitted]).toEqual([0, [], []]);
});
