import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Dialog, OpenDialog } from '../../../../src/domain/dialog.ts';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { anAgent, aPane, aSeatedWorker, NOON, aDialog } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned, type Stage } from './effects.ts';

function asking(text: string): Dialog {
  const { about, choices } = aDialog({ text });
  return { about, text, choices };
}

function open(dialog: Dialog): OpenDialog {
  return { ...dialog, id: createHash('sha256').update(JSON.stringify(dialog)).digest('hex') };
}

const asked = asking('npm test');
const { id } = open(asked);
const yes: ActionOf<'answer-dialog'> = {
  ...planned,
  kind: 'answer-dialog',
  lane: 'keys:w1',
  worker: 'w1',
  generation: 1,
  dialog: id,
  choice: 0,
  by: 'human',
};
const no = { ...yes, choice: 1, by: 'czar' } as const;

function stageFor({ choice, by }: Pick<typeof yes, 'choice' | 'by'>): Stage {
  const agent = anAgent({
    activity: 'asks',
    lastEvent: 'permission',
    asks: 'npm test',
    shown: { dialog: open(asked) },
    chosen: { dialog: id, choice, by },
  });
  const stage = aStage(aWorld({ workers: [aSeatedWorker('w1', { agent })], panes: [aPane('w1')] }));
  stage.pane.dialog = asked;
  stage.pane.shows = 'dialog';
  return stage;
}

const agentOf = (stage: Stage) => stage.world.ledger.workers.get('w1')?.agent;

describe('the answer of a human', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = stageFor(yes);
  });

  test('is typed into the dialog that it was made for, which is gone then', async () => {
    stage.pane.onKeys = () => Object.assign(stage.pane, { shows: 'busy', dialog: null });
    await stage.run(yes);
    expect(stage.pane.keys).toEqual(['1']);
    expect(agentOf(stage)).toMatchObject({ activity: 'busy', asks: null, shown: null, chosen: null });
  });

  test('is durable as typed before it is, and is not typed a second time', async () => {
    stage.pane.onKeys = () => {
      throw new Error('the supervisor dies here');
    };
    await expect(stage.run(yes)).rejects.toThrow('dies here');
    expect(stage.steps).toMatchObject([{ type: 'dialog.answered', worker: 'w1', generation: 1 }]);
    expect(agentOf(stage)).toMatchObject({ chosen: null, activity: 'asks' });
    stage.pane.onKeys = null;
    stage.pane.keys.length = 0;
    await stage.run(yes);
    expect(stage.pane.keys).toEqual([]);
  });

  test.each([
    ['other words', asking('npm test && rm -rf build')],
    ['other choices', { ...asked, choices: asked.choices.toReversed() }],
    ['other keys', { ...asked, choices: asked.choices.map((one) => ({ ...one, keys: ['Enter'] })) }],
    ['another kind', { ...asked, about: 'trust' }],
    ['nothing that can be read', null],
  ] as const)('is not typed into a dialog with %s, which is asked about instead', async (_what, dialog) => {
    stage.pane.dialog = dialog;
    await stage.run(yes);
    expect(stage.pane.keys).toEqual([]);
    expect(agentOf(stage)).toMatchObject({ activity: 'asks', chosen: null });
    expect(agentOf(stage)?.shown?.dialog?.id).toBe(dialog === null ? undefined : open(dialog).id);
  });

  test.each(['prompt', 'busy'] as const)('is not typed when the screen shows a %s', async (shows) => {
    stage.pane.shows = shows;
    await stage.run(yes);
    expect(stage.pane.keys).toEqual([]);
    expect(agentOf(stage)).toMatchObject({ activity: 'busy', chosen: null });
  });

  test('is not typed when the dialog changes while the journal is written', async () => {
    stage.pane.onLook = (count) => {
      if (count === 2) stage.pane.dialog = asking('another');
    };
    await stage.run(yes);
    expect(stage.pane.keys).toEqual([]);
    expect(agentOf(stage)?.shown?.dialog?.text).toBe('another');
  });

  test('that changes nothing leaves the dialog to be asked about again', async () => {
    await stage.run(yes);
    expect(stage.pane.keys).toEqual(['1']);
    expect(agentOf(stage)).toMatchObject({ activity: 'asks', chosen: null, answered: id });
  });

  test('that leads to another dialog leaves that one to be asked about', async () => {
    stage.pane.onKeys = () => {
      stage.pane.dialog = asking('are you sure?');
    };
    await stage.run(yes);
    expect(agentOf(stage)?.shown?.dialog?.text).toBe('are you sure?');
  });

  test('that was taken back is not typed', async () => {
    await stage.run({ ...yes, choice: 1 });
    expect([stage.pane.keys, stage.steps]).toEqual([[], []]);
  });

  test.each(['copy-mode', 'other-generation'] as const)('is not typed against %s', async (because) => {
    stage.pane.refuses = because;
    await stage.run(yes);
    expect(stage.pane.keys).toEqual([]);
    expect(agentOf(stage)).toMatchObject({ activity: 'asks', chosen: null });
  });

  test('waits while somebody types there', async () => {
    const panes = [aPane('w1', { humanKeyAt: NOON, attachedClients: 1 })];
    const terminal = { known: true, at: NOON, value: { serverPid: 100, panes } } as const;
    stage.world = { ...stage.world, terminal };
    await expect(stage.run(yes)).rejects.toMatchObject({ facts: { code: 'not-now' } });
    expect([stage.pane.keys, stage.steps]).toEqual([[], []]);
  });
});

test('a denial by Czar tells the agent to find another way', async () => {
  const stage = stageFor(no);
  stage.pane.onKeys = () => Object.assign(stage.pane, { shows: 'prompt', dialog: null });
  await stage.run(no);
  expect(stage.pane.keys).toEqual(['2']);
  const inbox = stage.world.ledger.workers.get('w1')?.inbox ?? [];
  expect(inbox).toMatchObject([{ kind: 'notice', from: 'czar' }]);
  expect(inbox[0]?.text).toMatch(/denied.*another way.*"npm test"/);
});

test('a denial that changed nothing tells nobody', async () => {
  const stage = stageFor(no);
  await stage.run(no);
  expect(stage.world.ledger.workers.get('w1')?.inbox).toEqual([]);
});
