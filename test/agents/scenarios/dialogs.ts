import { expect, test } from 'vitest';
import type { Dialog } from '../../../src/domain/dialog.ts';
import { until } from '../../support/until.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, type Stage, toldIn, turnsTold } from '../stage.ts';
import { allMerged } from './work.ts';

const COMMIT = 'git commit --allow-empty -m Work -m TASK_COMPLETE';
const deadlineMs = 120_000;

/** Dialogs in the session, which a person answers there. */
export function dialogs(agent: RealAgent): void {
  test('a permission is a question, and its answer lets the work go on', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' }, permissions: agent.asking });
    stage.llm.reply((turn) => (toldIn(turn) === null ? { as: 'text', text: 'Done.' } : agent.asks(COMMIT)));
    await stage.start();
    const question = await stage.sees(
      'the question of w1',
      ({ questions }) => questions.length > 0,
      deadlineMs,
    );
    expect(question.questions).toMatchObject([{ topic: 'agent-asks', worker: 'w1' }]);
    expect(question.questions[0]?.text).toContain(COMMIT);
    task.meta.saw = await sayYes(stage, 'permission');
    const seen = await allMerged(stage, ['t1']);
    expect(seen.questions).toEqual([]);
    expect(turnsTold(stage, /\[czar d-/)).toHaveLength(1);
  });

  test('nothing is typed into a dialog of trust, and its answer lets the work begin', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' }, isTrusted: false });
    stage.llm.reply(finishing(agent));
    await stage.start();
    const question = await stage.sees(
      'the question of w1',
      ({ questions }) => questions.length > 0,
      deadlineMs,
    );
    expect(question.questions).toMatchObject([{ topic: 'agent-asks', worker: 'w1' }]);
    expect(turnsTold(stage, /\[czar d-/)).toEqual([]);
    task.meta.saw = await sayYes(stage, 'trust');
    await allMerged(stage, ['t1']);
    expect(turnsTold(stage, /\[czar d-/)).toHaveLength(1);
  });
}

/** Takes the choice that means yes, as the kind reads it; what that choice says. */
async function sayYes(stage: Stage, about: Dialog['about']): Promise<string> {
  const dialog = await until(() => dialogOf(stage), { deadlineMs, what: 'a dialog that can be read' });
  expect(dialog.about).toBe(about);
  const yes = dialog.choices.find(({ means }) => means === 'yes');
  if (yes === undefined) throw new Error(`no yes among ${JSON.stringify(dialog.choices)}`);
  stage.keys('w1', ...yes.keys);
  return `"${yes.says}"`;
}

function dialogOf(stage: Stage): Dialog | null {
  const lines = stage.screen('w1').split('\n');
  return stage.agent.kind.read({ lines, cursorX: 0, cursorY: 0 }).dialog;
}
