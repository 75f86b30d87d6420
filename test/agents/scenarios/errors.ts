import { expect, test } from 'vitest';
import { expectRan } from '../../support/czar-expect.ts';
import { workerOf } from '../../support/czar-shop.ts';
import { factsOf } from '../../support/recovery.ts';
import { failed, limited, overloaded } from '../llm/refusals.ts';
import type { Reply } from '../llm/turn.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, type Stage, toldIn, turnsTold } from '../stage.ts';
import { allMerged } from './work.ts';

const deadlineMs = 180_000;
const HOUR_MS = 3_600_000;

/** Turns that the API ends. */
export function errors(agent: RealAgent): void {
  test('429 with a reset: limited until then', async ({ task }) => {
    const resetAt = Math.ceil((Date.now() + HOUR_MS) / 60_000) * 60_000;
    const stage = await begun(agent, limited(agent.dialect, resetAt));
    const seen = await stage.sees(
      'w1 to be limited',
      (picture) => workerOf(picture, 'w1')?.activity === 'limited',
      deadlineMs,
    );
    task.meta.saw = workerOf(seen, 'w1')?.doing ?? '';
    await stage.journal('the reset', (entries) =>
      factsOf(entries, 'agent.event').some(
        ({ event }) => event.event === 'limit' && Math.abs((event.data?.resetAt ?? 0) - resetAt) <= 60_000,
      ),
    );
    expect(turnsTold(stage, /\] Task t1, attempt/).length).toBeGreaterThan(0);
  });

  const ends = [
    ['an overloaded API (529)', 'overloaded', overloaded(agent.dialect)],
    ['a failed API (500)', 'overloaded', failed(agent.dialect)],
    ['a connection dropped in an answer', 'network', { as: 'drop' }],
  ] as const;
  for (const [name, error, reply] of ends) {
    test(`${name}: told as what it is, and a nudge lets it go on`, async ({ task }) => {
      const stage = await begun(agent, reply);
      await stage.journal(`an error of the class ${error}`, (entries) =>
        factsOf(entries, 'agent.event').some(({ event }) => event.data?.error === error),
      );
      task.meta.saw = `error ${error}`;
      stage.llm.reply(finishing(agent));
      expectRan(await stage.run('nudge', 'w1', 'Go on.'), { code: 0 });
      await allMerged(stage, ['t1']);
      expect(openings(stage)).toBe(1);
    });
  }
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
  return Math.max(
    ...llm.turns.map(
      ({ texts }) => texts.filter((text) => /^\s*\[czar d-[^\]]+\] Task t1, attempt/.test(text)).length,
    ),
  );
}
