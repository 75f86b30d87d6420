import { describe, expect, test } from 'vitest';
import { customSession } from '../support/custom-session.ts';
import { afterFacts } from '../support/folded.ts';
import { until } from '../support/until.ts';
import { opening } from '../unit/engine/act/opening.ts';

describe('an agent whose screen the config describes, in a real terminal', () => {
  test('is ready by its prompt, gets its text once although it loses an Enter, and is interrupted', async () => {
    const { stage, hear, agent, lookUntil } = await customSession(['deaf']);
    await lookUntil('its prompt', (state) => state?.ready === true);
    expect(stage.world.ledger.workers.get('w1')?.generation?.kind).toBe('custom-screen');
    expect((await stage.run(opening)).says).toContain('confirmed');
    await lookUntil('its turn on the screen', (state) => state?.screen?.shows === 'busy');
    expect(agent()?.lastEvent).toBe('prompt');
    await stage.run({ ...opening, kind: 'interrupt' });
    const isIdle = async (): Promise<boolean> => {
      await hear();
      return agent()?.lastEvent === 'idle';
    };
    await until(isIdle, { what: 'the end of the turn' });
  });

  test('that stalls between paste and Enter gets one Enter: the dialog that its turn opens is not accepted', async () => {
    const { stage, agent, hear, lookUntil } = await customSession(['stalls', 'asks']);
    await lookUntil('its prompt', (state) => state?.ready === true);
    expect((await stage.run(opening)).says).toContain('confirmed');
    await hear();
    await lookUntil('its dialog', (state) => (state?.shown?.dialog ?? null) !== null);
    expect(agent()?.shown?.dialog?.text).not.toContain('It was done.');
  });

  test('asks before it can begin: its dialog is a question, and the chosen number is typed', async () => {
    const { stage, agent, lookUntil } = await customSession(['dialog']);
    await lookUntil('the dialog', (state) => (state?.shown?.dialog ?? null) !== null);
    const { shown } = agent() ?? {};
    expect(shown?.dialog).toMatchObject({
      text: 'Trust this folder?',
      choices: [{ says: 'Trust it' }, { says: 'Leave' }],
    });
    await expect(stage.run(opening)).rejects.toThrow('a dialog is open');
    const dialog = shown?.dialog?.id ?? '';
    const chosen = { dialog, choice: 0, by: 'human' } as const;
    stage.world = afterFacts(stage.world, { type: 'dialog.chosen', worker: 'w1', generation: 1, chosen });
    await stage.run({ ...opening, kind: 'answer-dialog', ...chosen });
    await lookUntil('its prompt', (state) => state?.ready === true);
  });

  test('its composer is emptied again with the keys of the config when no Enter is taken', async () => {
    const { stage, lookUntil } = await customSession(['wedged']);
    await lookUntil('its prompt', (state) => state?.ready === true);
    await expect(stage.run(opening)).rejects.toThrow('Enter was not taken');
    expect(stage.world.ledger.receipts.get('d-1')?.verdict).toBe('refused');
  });

  test('without a word of its own a text is unverified, and never called confirmed', async () => {
    const { stage, lookUntil } = await customSession(['mute']);
    await lookUntil('its prompt', (state) => state?.ready === true);
    expect((await stage.run(opening)).says).toContain('unverified');
    expect(stage.world.ledger.receipts.get('d-1')?.verdict).toBe('unverified');
  });
});
