import { expect, test } from 'vitest';
import { expectRan } from '../../support/czar-expect.ts';
import { workerOf } from '../../support/czar-shop.ts';
import { factsOf, journaled, panesOf, promptsOf } from '../../support/recovery.ts';
import { until } from '../../support/until.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, type Stage, toldIn } from '../stage.ts';
import { openings } from './errors.ts';
import { allMerged } from './work.ts';

/** A turn that is ended from outside. */
export function interruptions(agent: RealAgent): void {
  test('kill -9 in the middle of a turn: resumed, the text not sent again', async ({ task }) => {
    const stage = await inTheMiddle(agent);
    stage.llm.reply(finishing(agent));
    process.kill(panesOf(stage).get('w1') ?? 0, 'SIGKILL');
    await allMerged(stage, ['t1']);
    const prompts = promptsOf(await journaled(stage)).map(({ session, what }) => `${session} ${what}`);
    expect([...new Set(prompts)]).toEqual(['w1.1 opening t1.1', 'w1.2 resume t1.1']);
    expect(openings(stage)).toBe(1);
    const resumed = stage.llm.turns.find((turn) => / Go on with task t1/.test(toldIn(turn) ?? ''));
    expect(resumed?.texts.some((text) => / Task t1, attempt/.test(text))).toBe(true);
    task.meta.saw = 'the same conversation, one short line';
  });

  test('Esc before a word is said: noticed, and a nudge lets the work go on, with the text once', async ({
    task,
  }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' } });
    stage.llm.reply(() => ({ as: 'hang' }));
    await stage.start();
    const isThere = () => stage.llm.turns.some((turn) => turn.hasTools && toldIn(turn) !== null);
    await until(isThere, { what: 'the prompt at the model' });
    for (const key of agent.kind.interruptKeys) await press(stage, key);
    await stage.sees('that it is idle', (seen) => workerOf(seen, 'w1')?.activity === 'idle');
    const ofNudge = stage.llm.turns.length;
    stage.llm.reply(finishing(agent));
    await stage.run('nudge', 'w1', 'Go on.');
    await allMerged(stage, ['t1']);
    const after = stage.llm.turns.slice(ofNudge).filter(({ hasTools }) => hasTools);
    const opening = (text: string) => / Task t1, attempt/.test(text) && /^\s*\[czar d-/.test(text);
    const [first] = after;
    expect(first?.texts.filter(opening)).toHaveLength(1);
    task.meta.saw = agent.kind.facts.takesBack === true ? 'its text went out again, once' : 'told';
  });

  test('Esc in the middle of a turn: idle, and a nudge lets it go on', async ({ task }) => {
    const stage = await inTheMiddle(agent);
    for (const key of agent.kind.interruptKeys) await press(stage, key);
    await stage.journal('the interrupted turn', (entries) =>
      factsOf(entries, 'agent.event').some(({ event }) => event.data?.ended === 'interrupted'),
    );
    task.meta.saw = 'told as interrupted';
    stage.llm.reply(finishing(agent));
    expectRan(await stage.run('nudge', 'w1', 'Go on.'), { code: 0 });
    await allMerged(stage, ['t1']);
    expect(openings(stage)).toBe(1);
  });
}

/** One key, and what it does is seen: a second one right behind it would be read as one with Alt. */
async function press(stage: Stage, key: string): Promise<void> {
  const before = stage.screen('w1');
  stage.keys('w1', key);
  await until(() => stage.screen('w1') !== before, { what: `an effect of ${key}` });
}

/** Its agent has said something, has run a tool, and waits for the next answer. */
async function inTheMiddle(agent: RealAgent): Promise<Stage> {
  const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' } });
  stage.llm.reply((turn) => (toldIn(turn) === null ? { as: 'hang' } : agent.runs('echo working')));
  await stage.start();
  const isThere = () => stage.llm.turns.some(({ hasTools, results }) => hasTools && results.length > 0);
  await until(isThere, { what: 'the result of a tool' });
  return stage;
}
