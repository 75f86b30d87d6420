import { expect, test } from 'vitest';
import { workerOf } from '../../support/czar-shop.ts';
import { factsOf, journaled } from '../../support/recovery.ts';
import { until } from '../../support/until.ts';
import { attachHuman } from '../human.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, turnsTold } from '../stage.ts';
import { allMerged } from './work.ts';

const DRAFT = 'wait let me think';

/** A person who sits down at the session. */
export function humans(agent: RealAgent): void {
  test('a person who types holds what Czar has to say, and keeps the draft', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' }, config: { lease: '6s' } });
    stage.llm.reply(() => ({ as: 'text', text: 'I have looked at it.' }));
    await stage.start();
    await stage.sees('w1 at rest', (seen) => workerOf(seen, 'w1')?.activity === 'idle' && told(1));
    function told(times: number): boolean {
      return turnsTold(stage, /\[czar d-/).length === times;
    }
    const human = attachHuman(stage, 'w1');
    await until(() => human.sees().includes('I have looked'), { what: 'the attached session' });
    human.types(DRAFT);
    await until(() => stage.screen('w1').includes(DRAFT), { what: 'the draft' });
    const ran = await stage.run('nudge', 'w1', 'Go on.');
    expect({ said: ran.out + ran.err, told: turnsTold(stage, /Go on\./) }).toMatchObject({ told: [] });
    expect(stage.screen('w1')).toContain(DRAFT);
    stage.llm.reply(finishing(agent));
    human.presses(...Array.from(DRAFT, () => 'BSpace'));
    await until(() => !stage.screen('w1').includes(DRAFT), { what: 'the empty composer' });
    human.detaches();
    await allMerged(stage, ['t1']);
    expect(turnsTold(stage, /Go on\./)).toHaveLength(1);
    const refused = factsOf(await journaled(stage), 'delivery.ended').filter(
      ({ verdict }) => verdict === 'refused',
    );
    task.meta.saw = `held while typing, told after it (${refused.length} refused tries)`;
  });
}
