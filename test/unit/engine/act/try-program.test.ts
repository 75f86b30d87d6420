import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../../src/domain/plan.ts';
import { known } from '../../../../src/domain/seen.ts';
import { aWorld } from '../../../support/world.ts';
import { aStage, planned } from './effects.ts';

const action: ActionOf<'try-program'> = {
  ...planned,
  kind: 'try-program',
  lane: 'canary:demo',
  agent: 'demo',
  program: '/bin/demo',
  version: '2.0',
  trial: 3,
};

function aTrial() {
  const stage = aStage(aWorld());
  stage.pane.terminal.view = async () => known({ serverPid: 100, panes: [] }, 0);
  return stage;
}

describe('the trial of a program', () => {
  test('starts it in a folder of its own, pastes a text, takes it away, and ends it', async () => {
    const stage = aTrial();
    const { facts } = await stage.run(action);
    expect(facts).toMatchObject([
      { type: 'program.tried', program: '/bin/demo', version: '2.0', ok: true, screen: [] },
    ]);
    expect(stage.pane.started).toMatchObject([{ worker: 'canary-demo', generation: 3, cwd: '/canary/demo' }]);
    expect(stage.pane.started[0]?.env).not.toHaveProperty('CZAR_EVENTS');
    expect([stage.pane.submitted, stage.pane.composer, stage.pane.ended]).toEqual([[], '', [3]]);
  });

  test.each([
    ['a prompt that is never seen', { shows: 'unreadable' }, 'its prompt is not seen within 60 s'],
    ['a dialog', { shows: 'dialog' }, 'it asks: a dialog that cannot be read'],
    ['a session that is gone', { shows: 'gone' }, 'its session is gone'],
    ['a paste that never lands', { drops: true }, 'a pasted text does not show in its composer'],
    [
      'a pane that cannot be typed into',
      { refuses: 'copy-mode' },
      'nothing can be typed into it (copy-mode)',
    ],
  ] as const)('is not passed with %s, and the session is ended', async (_what, over, says) => {
    const stage = aTrial();
    Object.assign(stage.pane, over);
    const { facts } = await stage.run(action);
    expect(facts).toMatchObject([{ type: 'program.tried', ok: false }]);
    expect(JSON.stringify(facts)).toContain(says);
    expect([stage.pane.submitted, stage.pane.ended]).toEqual([[], [3]]);
  });

  test('says what was on the screen', async () => {
    const stage = aTrial();
    stage.pane.drops = true;
    stage.pane.composer = '';
    const { facts } = await stage.run(action);
    expect(facts[0]).toMatchObject({ screen: ['prompt'] });
  });

  test('takes a name that no worker has', async () => {
    const stage = aTrial();
    const { policy } = stage.world;
    const workers = new Map([...policy.workers, ['canary-demo', { agent: 'demo', index: 9 }]]);
    stage.world = { ...stage.world, policy: { ...policy, workers } };
    await stage.run(action);
    expect(stage.pane.started).toMatchObject([{ worker: 'canary-demo-2' }]);
  });
});
