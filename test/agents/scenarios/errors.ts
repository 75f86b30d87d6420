import { expect, test } from 'vitest';
import { workerOf } from '../../support/czar-shop.ts';
import { factsOf } from '../../support/recovery.ts';
import { until } from '../../support/until.ts';
import { failed, limited, overloaded } from '../llm/refusals.ts';
import type { Reply } from '../llm/turn.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, type Stage, toldIn } from '../stage.ts';
import { allMerged } from './work.ts';

const MINUTE_MS = 60_000;
/** Long enough to see that it is limited. Vendors name whole minutes. */
const LEAST_LIMIT_MS = 150_000;

/** Turns that the API ends. */
export function errors(agent: RealAgent): void {
  test('429 with a reset: limited until then, and goes on by itself', async ({ task }) => {
    const resetAt = Math.ceil((Date.now() + LEAST_LIMIT_MS) / MINUTE_MS) * MINUTE_MS;
    const stage = await begun(agent, limited(agent.dialect, resetAt));
    const isLimited = (seen: Parameters<typeof workerOf>[0]) => workerOf(seen, 'w1')?.activity === 'limited';
    const seen = await stage.sees('w1 to be limited', isLimited);
    await stage.journal('the reset', (entries) =>
      factsOf(entries, 'agent.event').some(
        ({ event }) => event.event === 'limit' && Math.abs((event.data?.resetAt ?? 0) - resetAt) <= MINUTE_MS,
      ),
    );
    let againAt = 0;
    stage.llm.reply((turn) => {
      if (againAt === 0) againAt = Date.now();
      return finishing(agent)(turn);
    });
    await allMerged(stage, ['t1']);
    expect(againAt).toBeGreaterThanOrEqual(resetAt);
    expect(openings(stage)).toBe(1);
    task.meta.saw = `${workerOf(seen, 'w1')?.doing}, again ${Math.round((againAt - resetAt) / 1_000)} s after it`;
  });

  const ends = [
    ['an overloaded API (529 or 503)', 'overloaded', overloaded(agent.dialect)],
    ['a failed API (500)', 'overloaded', failed(agent.dialect)],
    ['a connection dropped in an answer', 'network', { as: 'drop' }],
  ] as const;
  for (const [name, error, reply] of ends) {
    test(`${name}: goes on by itself, the text not sent again`, async ({ task }) => {
      const stage = await begun(agent, reply);
      if (agent.triesAgain) await triedAgain(stage);
      else await toldAs(stage, error);
      task.meta.saw = agent.triesAgain ? 'the agent tries again' : `told as ${error}, then to go on`;
      stage.llm.reply(finishing(agent));
      await allMerged(stage, ['t1']);
      expect(openings(stage)).toBe(1);
    });
  }
}

async function toldAs(stage: Stage, error: string): Promise<void> {
  await stage.journal(`an error of the class ${error}`, (entries) =>
    factsOf(entries, 'agent.event').some(({ event }) => event.data?.error === error),
  );
}

async function triedAgain({ llm }: Stage): Promise<void> {
  const tries = (): number => llm.turns.filter((turn) => turn.hasTools && toldIn(turn) !== null).length;
  await until(() => tries() > 1, { what: 'a second try' });
}

/** A task whose turns get this reply. */
async function begun(agent: RealAgent, reply: Reply): Promise<Stage> {
  const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' } });
  stage.llm.reply((turn) => (toldIn(turn) === null ? { as: 'text', text: 'Done.' } : reply));
  await stage.start();
  return stage;
}

/** How often the task's text stands in the conversation, at most. */
export function openings({ llm }: Stage): number {
  const isOpening = (text: string): boolean => /^\s*\[czar d-[^\]]+\] Task t1, attempt/.test(text);
  return Math.max(...llm.turns.map(({ texts }) => texts.filter(isOpening).length));
}
