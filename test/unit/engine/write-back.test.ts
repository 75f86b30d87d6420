import { describe, expect, test } from 'vitest';
import { openWritingBack } from '../../../src/engine/write-back.ts';
import { aCore, type CoreBench, SYNCED } from './core-parts.ts';

/** Both tasks are known, and `a` is merged, which the queue does not say yet. */
async function merged(): Promise<CoreBench> {
  const bench = await aCore();
  await bench.look();
  const tasks = ['a', 'b'].map((task) => ({ task, beforeCzar: false, synced: SYNCED, title: task }));
  await bench.observed({ type: 'tasks.known', tasks });
  await bench.observed({ type: 'task.merged', task: 'a', sha: null, head: null, note: 'test' });
  return bench;
}

/** Steps as the loop does, until nothing is due any more. */
async function settle({ core, world, during, look }: CoreBench, most = 20): Promise<number> {
  let written = 0;
  const writing = openWritingBack(core, () => {
    written += 1;
  });
  for (let round = 0; round < most; round += 1) {
    const due = writing.step();
    if (due === null && round > 2) break;
    await during(core.parts.clock.wait(Math.max(50, (due ?? 0) - world.scheduler.now)));
    await look();
  }
  return written;
}

describe('writing back', () => {
  test('brings queue and dependencies in step with the ledger, and notes what both agree on', async () => {
    const bench = await merged();
    expect(await settle(bench)).toBe(1);
    const { folder } = bench.world;
    expect(folder.entries.get('a')?.status).toBe('merged');
    expect(folder.entries.get('b')).toMatchObject({ status: 'ready', dependency: { status: 'ready' } });
    expect(bench.core.book.ledger.tasks.get('a')?.synced?.status).toBe('merged');
    expect(bench.core.world().graph.unsynced).toEqual(new Set());
  });

  test('comes to rest when there is nothing to write', async () => {
    const bench = await merged();
    await settle(bench);
    const writing = openWritingBack(bench.core, () => undefined);
    await bench.during(bench.core.parts.clock.wait(1_000));
    writing.step();
    await bench.during(bench.core.parts.clock.wait(1_000));
    expect(writing.step()).toBeNull();
  });

  test('writes nothing over an edit that was not read yet', async () => {
    const bench = await merged();
    bench.world.folder.edit((entries) => {
      const entry = entries.get('a');
      if (entry !== undefined) entries.set('a', { ...entry, priority: 1 });
    });
    await bench.during(openWritingBack(bench.core, () => undefined).finish());
    expect(bench.world.folder.entries.get('a')).toMatchObject({ priority: 1, status: 'pending' });
    await bench.look();
    await settle(bench);
    expect(bench.world.folder.entries.get('a')).toMatchObject({ priority: 1, status: 'merged' });
  });
});
