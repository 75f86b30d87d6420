import { beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../../../src/decide/plan.ts';
import { whyOf } from '../../../../src/engine/picture/why.ts';
import { afterFacts } from '../../../support/folded.ts';
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

/** The dialog is answered, and whoever settles open texts comes. */
async function closes(): Promise<void> {
  Object.assign(stage.pane, { shows: 'prompt', dialog: null });
  await stage.run(settling);
}

const waiting = () => decide(stage.world).actions.filter(({ kind }) => kind === 'settle-delivery');

describe('a dialog that opens between paste and Enter', () => {
  beforeEach(async () => {
    stage.pane.onLook = (count) => {
      if (count === 2) opens();
    };
    await stage.run(opening);
    stage.pane.onLook = null;
  });

  test('gets no Enter, is told of, and the text waits behind it', () => {
    expect([stage.pane.enteredDialogs, stage.pane.submitted, stage.pane.keys]).toEqual([0, [], []]);
    expect(receipt()).toMatchObject({
      verdict: 'open',
      held: { because: 'a dialog opened before Enter', entered: false },
    });
    expect(stage.world.ledger.workers.get('w1')?.agent.activity).toBe('asks');
    expect(waiting()).toEqual([]);
    expect(whyOf(stage.world, 'w1').join('\n')).toContain('waits: a dialog opened before Enter');
  });

  test('and is answered: the very text goes out, by one Enter', async () => {
    await closes();
    expect(stage.pane.submitted).toHaveLength(1);
    expect(stage.pane.submitted[0]).toMatch(/^\[czar d-1\] Task a, attempt 1/);
    expect(receipt()?.verdict).toBe('confirmed');
  });

  test('and has swallowed the text: it was provably not submitted, and may go out anew', async () => {
    stage.pane.composer = '';
    await closes();
    expect(stage.pane.submitted).toEqual([]);
    expect(receipt()).toMatchObject({ verdict: 'refused', because: 'it was provably not submitted' });
  });

  test('and is still open gets nothing, however often it is looked at', async () => {
    await stage.run(settling);
    await stage.run(settling);
    expect([stage.pane.enteredDialogs, stage.pane.submitted, stage.pane.keys]).toEqual([0, [], []]);
    expect(receipt()?.verdict).toBe('open');
  });

  test('and leaves an agent at work: the text waits for the end of its turn', async () => {
    Object.assign(stage.pane, { shows: 'busy', dialog: null });
    await stage.run(settling);
    expect(stage.pane.submitted).toEqual([]);
    expect(receipt()).toMatchObject({ verdict: 'open', held: { entered: false } });
    await closes();
    expect(stage.pane.submitted).toHaveLength(1);
    expect(receipt()?.verdict).toBe('confirmed');
  });

  test('and outlasts its task: the text is taken out of the composer', async () => {
    stage.world = afterFacts(stage.world, {
      type: 'task.stage',
      task: 'a',
      stage: 'cancelled',
      phase: null,
      because: 'test',
    });
    await closes();
    expect([stage.pane.submitted, stage.pane.composer]).toEqual([[], '']);
    expect(receipt()).toMatchObject({ verdict: 'refused', because: 'attempt 1 of a is over' });
  });

  test('and in which somebody wrote something behind the text: nothing is touched', async () => {
    stage.pane.composer += ' and more';
    await closes();
    expect([stage.pane.submitted, stage.pane.keys]).toEqual([[], []]);
    expect(receipt()?.verdict).toBe('unverified');
  });
});

test('a dialog that opens between two Enters gets no Enter, and a later word of the agent confirms the text', async () => {
  stage.pane.swallows = 99;
  let enters = 0;
  stage.pane.onEnter = () => {
    enters += 1;
    opens();
  };
  await stage.run(opening);
  expect([enters, stage.pane.enteredDialogs, stage.pane.keys]).toEqual([1, 0, []]);
  expect(receipt()).toMatchObject({ verdict: 'open', held: { entered: true } });
  stage.pane.swallows = 0;
  await closes();
  expect(stage.pane.submitted).toHaveLength(1);
  expect(receipt()?.verdict).toBe('confirmed');
});

test('a dialog that opens while the text is taken back gets no key that clears', async () => {
  const enter = stage.pane.terminal.enter.bind(stage.pane.terminal);
  stage.pane.terminal.enter = async () => {
    opens();
    return { typed: false, because: 'copy-mode' };
  };
  await stage.run(opening);
  expect([stage.pane.keys, stage.pane.enteredDialogs]).toEqual([[], 0]);
  expect(stage.pane.composer).toContain('[end d-1]');
  stage.pane.terminal.enter = enter;
  await closes();
  expect(receipt()?.verdict).toBe('confirmed');
});

test('a dialog in front of a text whose sender died gets no Enter', async () => {
  const receipts = new Map([['d-1', aReceipt('d-1', { verdict: 'open', verdictAt: null })]]);
  const crashed = aStage(
    aWorld({ workers: [aSeatedWorker('w1')], panes: [aPane('w1')], ledger: { receipts } }),
  );
  Object.assign(crashed.pane, { composer: 'x\n[end d-1]', shows: 'dialog', dialog: aDialog() });
  await crashed.run(settling);
  expect([crashed.pane.enteredDialogs, crashed.pane.keys, crashed.pane.submitted]).toEqual([0, [], []]);
  expect(crashed.world.ledger.receipts.get('d-1')).toMatchObject({
    verdict: 'open',
    held: { entered: true },
  });
});
