import { expect, test } from 'vitest';
import { canonicalText } from '../../../src/domain/delivery.ts';
import { factsOf, journaled } from '../../support/recovery.ts';
import { hostileText } from '../hostile-texts.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, toldIn } from '../stage.ts';
import { allMerged } from './work.ts';

const BYTES = 60_000;
const LIMIT_BYTES = 8_000;
const NAMED_FILE = /^\/.*\/\.czar-text\/.*\.txt$/m;

/** These agents take more in one paste than tasks have, so the limit is one of the config. */
export function longTexts(agent: RealAgent): void {
  test('a text above the paste limit goes by a file, which the agent reads whole', async ({ task }) => {
    const text = hostileText(BYTES, 7);
    const permissions = { ...agent.copying, pasteLimit: '8KB' };
    const stage = await aStage(agent, { tasks: { t1: text }, permissions });
    const finishes = finishing(agent);
    stage.llm.reply((turn) => {
      const path = NAMED_FILE.exec(toldIn(turn) ?? '')?.[0];
      if (path === undefined) return finishes(turn);
      return agent.runs(`cp ${path} copy.txt && git add copy.txt && git commit -m Copy -m TASK_COMPLETE`);
    });
    await stage.start();
    await allMerged(stage, ['t1']);
    const told = stage.llm.turns.flatMap((turn) => (turn.hasTools ? (toldIn(turn) ?? []) : []));
    const [opening = ''] = told.filter((one) => one.includes('] Task t1, attempt'));
    expect(told.filter((one) => one.includes('] Task t1, attempt'))).toHaveLength(1);
    expect(Buffer.byteLength(opening)).toBeLessThan(LIMIT_BYTES);
    const [ended] = factsOf(await journaled(stage), 'delivery.ended');
    expect(ended?.verdict).toBe('confirmed');
    const copy = stage.git('show', 'omnibus/shop:copy.txt');
    expect(copy).toContain(`----- task -----\n${canonicalText(text)}\n----- how to finish -----`);
    task.meta.saw = `${Buffer.byteLength(opening)} bytes typed, ${Buffer.byteLength(copy)} read`;
  });
}
