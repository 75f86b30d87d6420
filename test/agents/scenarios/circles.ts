import { expect, test } from 'vitest';
import { workerOf } from '../../support/czar-shop.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing } from '../stage.ts';
import { allMerged } from './work.ts';

/** An agent that works and does not get on. */
export function circles(agent: RealAgent): void {
  test('the same run that fails again and again is found, and help is offered', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' } });
    let runs = 0;
    stage.llm.reply(() => {
      runs += 1;
      // Nothing is there to be committed. Each time it is another command: one and the same would be asked about.
      return agent.runs(`git commit -m Nothing-${runs}`);
    });
    await stage.start();
    await stage.sees('that it is stuck', (seen) => workerOf(seen, 'w1')?.health === 'stuck');
    expect(stage.decisions()).toMatch(/w1 is stuck: the same run failed \d+ times in a row/);
    task.meta.saw = `stuck after ${runs} runs`;
    stage.llm.reply(finishing(agent));
    await allMerged(stage, ['t1']);
  });
}
