import { describe, expect, test } from 'vitest';
import { type Action, failureKey } from '../../../src/domain/plan.ts';
import { perform } from '../../../src/engine/perform.ts';
import { aCore, type CoreBench } from './core-parts.ts';

const prepare: Action = {
  kind: 'prepare-worktree',
  lane: 'tree:w1',
  rule: 'worktrees',
  why: 'test',
  evidence: [],
  worker: 'w1',
};
const open = (base: string): Action => ({
  kind: 'open-integration',
  lane: 'integrate',
  rule: 'integration',
  why: 'test',
  evidence: [],
  base,
});

/** Journals the intent and carries the action out. */
async function carryOut({ core, during }: CoreBench, action: Action, cause: string) {
  const at = core.parts.clock.now();
  await during(core.book.write([{ type: 'intent', at, cause, key: cause, action }]));
  return during(perform(core, { action, cause, signal: new AbortController().signal }));
}

async function aBench(): Promise<CoreBench> {
  const bench = await aCore();
  await bench.look();
  await bench.observed({ type: 'worker.known', worker: 'w1' });
  return bench;
}

describe('performing', () => {
  test('closes the intent with what came of it', async () => {
    const bench = await aBench();
    const base = bench.world.store.objects.refs.get('refs/heads/main') ?? '';
    await carryOut(bench, open(base), 'c1');
    const outcome = await carryOut(bench, prepare, 'c2');
    expect(outcome).toMatchObject({ key: 'c2', ok: true, failure: null });
    const { ledger } = bench.core.book;
    expect(ledger.open.size).toBe(0);
    expect(ledger.integration.tip).toBe(base);
    expect(ledger.workers.get('w1')?.worktree?.path).toBe('/project/.czar/worktrees/w1');
    expect(bench.world.watchdog.violations).toEqual([]);
  });

  test('counts failures with the time of the next try, and forgets them at the next success', async () => {
    const bench = await aBench();
    const first = await carryOut(bench, prepare, 'c1');
    expect(first).toMatchObject({ ok: false, failure: { count: 1, lasting: false } });
    const second = await carryOut(bench, prepare, 'c2');
    expect(second.failure).toMatchObject({ count: 2, nextTryAt: second.at + 2_000 });
    const { failures } = bench.core.book.ledger;
    expect([...failures.keys()]).toEqual([failureKey(prepare)]);
    const base = bench.world.store.objects.refs.get('refs/heads/main') ?? '';
    await carryOut(bench, open(base), 'c3');
    await carryOut(bench, prepare, 'c4');
    expect(failures.size).toBe(0);
  });

  test('rejects when another supervisor has taken over, and journals nothing', async () => {
    const bench = await aBench();
    const at = bench.core.parts.clock.now();
    await bench.during(
      bench.core.book.write([{ type: 'intent', at, cause: 'c', key: 'c', action: prepare }]),
    );
    await bench.during(bench.world.beginLife().parts.journal.open());
    const performing = perform(bench.core, {
      action: prepare,
      cause: 'c',
      signal: new AbortController().signal,
    });
    await expect(bench.during(performing)).rejects.toMatchObject({ facts: { code: 'fenced' } });
    expect(bench.world.invariants.ledger.open.has('c')).toBe(true);
  });
});
