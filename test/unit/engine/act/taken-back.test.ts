import { beforeEach, describe, expect, test } from 'vitest';
import { afterFacts } from '../../../support/folded.ts';
import type { Stage } from './effects.ts';
import { beforeOpening, opening } from './opening.ts';

const nudge = { ...opening, delivery: 'd-2', task: null, attempt: null, as: 'notice', item: 'n1' } as const;

let stage: Stage;
/** `w1` has its text, and Esc takes it back into the composer before a word is said. */
beforeEach(async () => {
  stage = beforeOpening();
  await stage.run(opening);
  const inbox = { id: 'n1', kind: 'notice', from: 'human', text: 'Go on.', data: null, at: 1 } as const;
  stage.world = afterFacts(stage.world, { type: 'worker.told', worker: 'w1', item: inbox });
  stage.pane.composer = stage.pane.submitted[0] ?? '';
  stage.pane.events.length = 0;
});

const verdictOf = (id: string) => stage.world.ledger.receipts.get(id)?.verdict;

describe("a text of Czar's own that stands in the composer again", () => {
  test('is no draft of a person: the next one to be told sends it out again, by one Enter', async () => {
    await expect(stage.run(nudge)).rejects.toThrow('goes out again first');
    expect(stage.pane.submitted).toHaveLength(2);
    expect(stage.pane.submitted[1]).toBe(stage.pane.submitted[0]);
    expect([verdictOf('d-1'), verdictOf('d-2')]).toEqual(['confirmed', 'refused']);
    await stage.run({ ...nudge, delivery: 'd-3' });
    expect(stage.pane.submitted[2]).toContain('Go on.');
  });

  test('is cleared when its attempt is over', async () => {
    stage.world = afterFacts(stage.world, {
      type: 'task.merged',
      task: 'a',
      sha: null,
      head: null,
      note: 'test',
    });
    await expect(stage.run(nudge)).rejects.toThrow('d-1 was taken back, and is over');
    expect([stage.pane.composer, stage.pane.submitted.length]).toEqual(['', 1]);
  });

  test('is cleared when it was refused because it was not seen there in time: it is given anew', async () => {
    const receipt = stage.world.ledger.receipts.get('d-1');
    const receipts = new Map(
      receipt === undefined ? [] : [['d-1', { ...receipt, verdict: 'refused' as const }]],
    );
    stage.world = { ...stage.world, ledger: { ...stage.world.ledger, receipts } };
    await expect(stage.run(nudge)).rejects.toThrow('d-1 was late, and is given anew');
    expect([stage.pane.composer, stage.pane.submitted.length]).toEqual(['', 1]);
  });

  test.each([
    ['with something behind it', (text: string) => `${text} and more`],
    ['of another session', (text: string) => text.replaceAll('d-1', 'd-9')],
    ['that is a draft of a person', () => 'half a sentence'],
  ])('%s is left as it is', async (_name, change) => {
    stage.pane.composer = change(stage.pane.composer);
    const before = stage.pane.composer;
    await expect(stage.run(nudge)).rejects.toThrow('clear the draft in its composer');
    expect([stage.pane.composer, stage.pane.submitted.length, stage.pane.keys]).toEqual([before, 1, []]);
  });
});
