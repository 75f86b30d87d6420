import { expect, test } from 'vitest';
import { taskOf } from '../../support/czar-shop.ts';
import { expectRan } from '../../support/czar-expect.ts';
import { factsOf, journaled, panesOf } from '../../support/recovery.ts';
import { until } from '../../support/until.ts';
import type { Reply, Turn } from '../llm/turn.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, type Stage, toldIn, turnsTold } from '../stage.ts';
import { allMerged } from './work.ts';

const COMMIT = 'git commit --allow-empty -m';

/** What it used, and limits of that which a person sets. */
export function limits(agent: RealAgent): void {
  test('each answer is counted once, also over a kill -9 of the agent and a new supervisor', async ({
    task,
  }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' } });
    stage.llm.reply((turn) => (toldIn(turn) === null ? { as: 'hang' } : agent.runs('echo working')));
    await stage.start();
    const isThere = () => answers(stage).some(({ results }) => results.length > 0);
    await until(isThere, { what: 'the result of a tool' });
    expectRan(await stage.run('stop'), { code: 0 });
    stage.llm.reply(commits(agent, 'TASK_COMPLETE'));
    process.kill(panesOf(stage).get('w1') ?? 0, 'SIGKILL');
    await stage.start();
    await allMerged(stage, ['t1']);
    // The one that it hung up on was never answered.
    const answered = answers(stage).length - 1;
    const seen = await stage.sees('all answers to be counted', ({ spent }) => {
      return (spent?.inputTokens ?? 0) + (spent?.cacheReadTokens ?? 0) >= answered * INPUT_TOKENS;
    });
    expect(seen.spent?.inputTokens).toBe(answered * INPUT_TOKENS);
    expect(taskOf(seen, 't1')?.spent?.inputTokens).toBe(answered * INPUT_TOKENS);
    task.meta.saw = `${answered} answers, ${seen.spent?.inputTokens} tokens in, ${seen.spent?.outputTokens} out`;
  });

  test('a limit of cost: told once to commit what there is, asked once, and more lets it go on', async ({
    task,
  }) => {
    const stage = await aStage(agent, {
      tasks: { t1: 'Commit.\n' },
      config: { limits: { minFreeMemory: '1MB', minFreeDisk: '1MB', costPerTask: 2.5 }, prices: pricesOf() },
      permissions: { ...agent.free, ...(agent.dialect === 'messages' ? { model: MODEL } : {}) },
    });
    stage.llm.reply(spending(agent));
    await stage.start();
    const isAsked = ({ topic }: { readonly topic: string }) => topic === 'limit-reached';
    await stage.sees('the question', ({ questions }) => questions.some(isAsked));
    const question = await stage.asked('limit-reached', 't1');
    expect(question.text).toMatch(/\$[3-9].00 of \$2.50 \(limits.costPerTask\)/);
    expect(stage.subjects('feat/shop-t1')[0]).toBe('What there is');
    stage.llm.reply(commits(agent, 'TASK_COMPLETE'));
    expectRan(await stage.run('answer', String(question.number), '20'), { code: 0 });
    await allMerged(stage, ['t1']);
    expect(turnsTold(stage, / Stop for now/)).toHaveLength(1);
    const entries = await journaled(stage);
    expect(factsOf(entries, 'question.asked').map(({ question: { topic } }) => topic)).toEqual([
      'limit-reached',
    ]);
    task.meta.saw = `stopped at ${question.text.split(' ')[0]}, and went on`;
  });
}

const MODEL = 'claude-opus-4-8';
/** What the model says of every answer. */
const INPUT_TOKENS = 10;

function answers({ llm }: Stage): readonly Turn[] {
  return llm.turns.filter(({ hasTools }) => hasTools);
}

/** Ten tokens for a dollar, whatever the model is called. */
function pricesOf(): object {
  const price = { input: 100_000, output: 0, cacheRead: 0, cacheWrite: 0 };
  return Object.fromEntries([MODEL, 'fake-model', 'fake/fake-model'].map((name) => [name, price]));
}

function commits(agent: RealAgent, last: string): (turn: Turn) => Reply {
  return (turn) =>
    toldIn(turn) === null ? { as: 'text', text: 'Done.' } : agent.runs(`${COMMIT} Work -m ${last}`);
}

/** Four answers to its task, and then what it is told. */
function spending(agent: RealAgent): (turn: Turn) => Reply {
  let left = 3;
  return (turn) => {
    const told = toldIn(turn);
    if (told !== null && / Stop for now/.test(told)) return agent.runs(`${COMMIT} "What there is"`);
    if (told === null && left === 0) return { as: 'text', text: 'I am not done.' };
    left = Math.max(0, left - 1);
    return agent.runs('echo working');
  };
}
