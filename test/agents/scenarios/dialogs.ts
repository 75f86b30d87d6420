import { expect, test } from 'vitest';
import type { Dialog } from '../../../src/domain/dialog.ts';
import type { Question } from '../../../src/domain/question.ts';
import { expectRan } from '../../support/czar-expect.ts';
import { until } from '../../support/until.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, type Stage, toldIn, turnsTold } from '../stage.ts';
import { allMerged } from './work.ts';

const COMMIT = 'git commit --allow-empty -m Work -m TASK_COMPLETE';

/** Dialogs in the session, and who answers them. */
export function dialogs(agent: RealAgent): void {
  test('a permission answered by czar answer lets the work go on', async ({ task }) => {
    const stage = await asksPermission(agent);
    const question = await asked(stage);
    expect(question.text).toContain(COMMIT);
    task.meta.saw = await answerYes(stage, question);
    expect((await allMerged(stage, ['t1'])).questions).toEqual([]);
    expect(turnsTold(stage, /\[czar d-/)).toHaveLength(1);
  });

  test('a permission answered in the session lets the work go on', async ({ task }) => {
    const stage = await asksPermission(agent);
    await asked(stage);
    task.meta.saw = await pressYes(stage);
    expect((await allMerged(stage, ['t1'])).questions).toEqual([]);
    expect(turnsTold(stage, /\[czar d-/)).toHaveLength(1);
  });

  if (!agent.asksForTrust) return;
  test('nothing is typed into a dialog of trust, and its answer lets the work begin', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' }, trusts: 'nothing' });
    stage.llm.reply(finishing(agent));
    await stage.start();
    const question = await asked(stage);
    expect(turnsTold(stage, /\[czar d-/)).toEqual([]);
    task.meta.saw = await answerYes(stage, question);
    await allMerged(stage, ['t1']);
    expect(turnsTold(stage, /\[czar d-/)).toHaveLength(1);
  });

  test('with trust: true nobody is asked about trust', async () => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' }, trusts: 'its worktree' });
    stage.llm.reply(finishing(agent));
    await stage.start();
    await allMerged(stage, ['t1']);
    expect(turnsTold(stage, /\[czar d-/)).toHaveLength(1);
  });
}

async function asksPermission(agent: RealAgent): Promise<Stage> {
  const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' }, permissions: agent.asking });
  stage.llm.reply((turn) => (toldIn(turn) === null ? { as: 'text', text: 'Done.' } : agent.asks(COMMIT)));
  await stage.start();
  return stage;
}

/** The question of w1, once its choices are known. */
async function asked(stage: Stage): Promise<Question> {
  const hasChoices = ({ choices }: Question): boolean => choices.some(({ key }) => key === 'yes');
  const seen = await stage.sees('a question with a yes', ({ questions }) => questions.some(hasChoices));
  const [question] = seen.questions;
  expect(question).toMatchObject({ topic: 'agent-asks', worker: 'w1' });
  if (question === undefined) throw new Error('the question is gone');
  return question;
}

/** What the choice says. */
async function answerYes(stage: Stage, { number, choices }: Question): Promise<string> {
  expectRan(await stage.run('answer', String(number), 'yes'), { code: 0 });
  return `"${choices.find(({ key }) => key === 'yes')?.says ?? ''}"`;
}

/** Presses what takes the choice that means yes, as the kind reads it; what that choice says. */
async function pressYes(stage: Stage): Promise<string> {
  const dialog = await until(() => dialogOf(stage), { what: 'a dialog that can be read' });
  const yes = dialog.choices.find(({ means }) => means === 'yes');
  if (yes === undefined) throw new Error(`no yes among ${JSON.stringify(dialog.choices)}`);
  stage.keys('w1', ...yes.keys);
  return `"${yes.says}"`;
}

function dialogOf(stage: Stage): Dialog | null {
  const lines = stage.screen('w1').split('\n');
  return stage.agent.kind.read({ lines, cursorX: 0, cursorY: 0 }).dialog;
}
