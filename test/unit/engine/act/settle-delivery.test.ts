import { describe, expect, test } from 'vitest';
import { digest } from '../../../../src/adapters/digest/digest.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  NOON,
} from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, type Stage } from './effects.ts';
import { settling } from './opening.ts';

const TEXT = '[czar d-1] Task a, attempt 1. You are w1.\nAdd totals.\n[end d-1]';

/** The supervisor died somewhere between the first key and the receipt. */
function afterCrash(
  receipt: Parameters<typeof aReceipt>[1] = {},
  agent = anAgent({ lastEventAt: NOON - 400_000 }),
): Stage {
  const attempt = anAttempt({ openedIn: [1], roundBeganAt: null });
  const open = aReceipt('d-1', {
    task: 'a',
    attempt: 1,
    verdict: 'open',
    verdictAt: null,
    sha256: digest.sha256(TEXT),
    textHash: 'hash1',
    ...receipt,
  });
  return aStage(
    aWorld({
      tasks: [aRunningTask('a', { attempt })],
      workers: [aSeatedWorker('w1', { task: 'a', agent })],
      panes: [aPane('w1')],
      ledger: { receipts: new Map([['d-1', open]]) },
    }),
  );
}

const verdict = (stage: Stage) => stage.world.ledger.receipts.get('d-1')?.verdict;

describe('a delivery whose sender died', () => {
  test('was received when the agent says so, and everything follows from it', async () => {
    const stage = afterCrash();
    stage.pane.events.push({ event: 'prompt', at: NOON, text: TEXT.replaceAll('\n', '\r\n') });
    await stage.run(settling);
    expect(verdict(stage)).toBe('confirmed');
    expect(stage.world.ledger.tasks.get('a')).toMatchObject({ textHash: 'hash1' });
    expect(stage.world.ledger.tasks.get('a')?.attempt?.roundBeganAt).not.toBeNull();
    expect(stage.log).toMatchObject([{ verdict: 'confirmed' }]);
  });

  test('is not confirmed by another text', async () => {
    const stage = afterCrash();
    stage.pane.events.push({ event: 'prompt', at: NOON, delivery: 'd-1', text: 'cut off' });
    await stage.run(settling);
    expect(verdict(stage)).toBe('unverified');
  });

  test('is finished with one Enter while the composer holds it', async () => {
    const stage = afterCrash();
    stage.pane.composer = TEXT;
    await stage.run(settling);
    expect(stage.pane.submitted).toEqual([TEXT]);
    expect(verdict(stage)).toBe('confirmed');
  });

  test('gets no Enter as long as the agent has not read what was typed before, and then one', async () => {
    const stage = afterCrash();
    Object.assign(stage.pane, { composer: TEXT, unread: () => true });
    await stage.run(settling);
    expect([stage.pane.submitted, stage.pane.composer, verdict(stage)]).toEqual([[], TEXT, 'open']);
    stage.pane.unread = null;
    await stage.run(settling);
    expect([stage.pane.submitted, verdict(stage)]).toEqual([[TEXT], 'confirmed']);
  });

  test('is left standing while its Enter waits unread', async () => {
    const stage = afterCrash();
    Object.assign(stage.pane, { composer: TEXT, stalls: true, unread: () => stage.pane.waiting > 0 });
    await stage.run(settling);
    expect([stage.pane.waiting, stage.pane.composer, verdict(stage)]).toEqual([1, TEXT, 'open']);
  });

  test('gets no second Enter: a text that still stands there is taken back, so that others can come', async () => {
    const swallowed = afterCrash();
    Object.assign(swallowed.pane, { composer: TEXT, swallows: 1 });
    await swallowed.run(settling);
    expect(swallowed.pane).toMatchObject({ submitted: [], composer: '' });
    expect(verdict(swallowed)).toBe('refused');
  });

  test('gets no Enter into a dialog', async () => {
    const dialog = afterCrash();
    Object.assign(dialog.pane, { composer: TEXT, shows: 'dialog' });
    await dialog.run(settling);
    expect(dialog.pane.submitted).toEqual([]);
    expect(verdict(dialog)).toBe('open');
  });

  test('was provably not submitted when nothing stands there and the agent rested all the time', async () => {
    const stage = afterCrash();
    await stage.run(settling);
    expect(verdict(stage)).toBe('refused');
    expect(stage.world.ledger.tasks.get('a')?.attempt?.openedIn).toEqual([]);
  });

  test('stays unknown when the agent had a turn since', async () => {
    const stage = afterCrash({}, anAgent({ lastEventAt: NOON - 1_000 }));
    await stage.run(settling);
    expect(verdict(stage)).toBe('unverified');
    expect(stage.world.ledger.tasks.get('a')?.attempt?.openedIn).toEqual([1]);
  });

  test('is left alone once it is settled', async () => {
    const stage = afterCrash({ verdict: 'confirmed' });
    stage.pane.composer = TEXT;
    expect(await stage.run(settling)).toMatchObject({ facts: [] });
    expect(stage.pane.submitted).toEqual([]);
  });

  test('of a session that is over did not arrive', async () => {
    const stage = afterCrash({ generation: 7 });
    await stage.run({ ...settling, generation: 7 });
    expect(verdict(stage)).toBe('refused');
  });
});
