import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { factsOf, journaled } from '../../support/recovery.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing } from '../stage.ts';
import { allMerged } from './work.ts';

/** Another version of the program than the last good one. */
export function updates(agent: RealAgent): void {
  test('another version passes a trial that spends nothing, and then works', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Commit.\n' } });
    const program = inject('agentPrograms')[agent.kind.name]?.command ?? '';
    const folder = join(stage.base, 'home/.local/state/czar/programs');
    mkdirSync(folder, { recursive: true });
    const name = `${createHash('sha256').update(program).digest('hex')}.json`;
    writeFileSync(join(folder, name), JSON.stringify({ v: 1, program, version: '0.0.1', at: 1 }));
    stage.llm.reply(finishing(agent));
    await stage.start();
    await stage.journal('the trial', (entries) => factsOf(entries, 'program.tried').length > 0);
    const turnsBefore = stage.llm.turns.filter(({ hasTools }) => hasTools).length;
    const [tried] = factsOf(await journaled(stage), 'program.tried');
    expect([tried?.says, tried?.screen, tried?.ok]).toEqual([tried?.says, [], true]);
    await allMerged(stage, ['t1']);
    await stage.journal('the good version', (entries) => factsOf(entries, 'program.proved').length > 0);
    expect(turnsBefore).toBe(0);
    task.meta.saw = `0.0.1 to ${tried?.version ?? ''}`;
  });
}
