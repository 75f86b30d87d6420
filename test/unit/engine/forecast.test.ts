import { expect, test } from 'vitest';
import { uncommittedOf } from '../../../src/decide/uncommitted.ts';
import { conflictKey } from '../../../src/domain/conflict.ts';
import { Fault } from '../../../src/domain/fault.ts';
import { known } from '../../../src/domain/seen.ts';
import { openForecasting } from '../../../src/engine/forecast.ts';
import type { Forecast, Worktrees } from '../../../src/ports/repository.ts';
import { aPane } from '../../support/ledger-parts.ts';
import { aCore } from './core-parts.ts';

const NAMES = ['a', 'b', 'c'] as const;
const synced = { status: 'pending', assignee: null, waitingSince: null, notified: [] } as const;
const MINUTE_MS = 60_000;

/** Three workers at work on three tasks, each in a worktree of its own; what is asked of git is counted. */
async function atWork() {
  const bench = await aCore();
  const { core, world, during, observed, look } = bench;
  const first = world.store.objects.refs.get('refs/heads/main') ?? '';
  world.store.objects.move('refs/heads/omnibus/shop', first);
  await look();
  await observed(
    { type: 'integration.moved', tip: first, baseTip: first, because: 'so' },
    { type: 'tasks.known', tasks: NAMES.map((task) => ({ task, beforeCzar: false, synced, title: task })) },
  );
  for (const task of NAMES) {
    const [worker, path, branch] = [`w-${task}`, `/trees/${task}`, `feat/shop-${task}`];
    const checkout = world.store.add(path, first);
    world.store.objects.move(`refs/heads/${branch}`, first);
    world.store.stand(checkout, { branch, sha: first });
    await observed(
      { type: 'worktree.ready', worker, path, gitDir: checkout.gitDir, setupHash: 's', branch },
      {
        type: 'attempt.began',
        task,
        attempt: 1,
        worker,
        branch,
        branchNumber: 1,
        startSha: first,
        tip: first,
      },
    );
  }
  const asked: string[] = [];
  const real = core.parts.repository.forecast;
  let fails = false;
  const forecast: Forecast = {
    look: async (place) => {
      asked.push(place.path);
      if (fails) throw new Fault({ code: 'git-failed', what: 'look', on: place.path, because: 'so' });
      return real.look(place);
    },
    tryMerges: async (pairs, rules) => {
      asked.push(`${pairs.length} merges`);
      return real.tryMerges(pairs, rules);
    },
  };
  const { worktrees } = core.parts.repository;
  const uncommitted: Worktrees['uncommitted'] = async (place) => {
    asked.push(`count of ${place.path}`);
    return worktrees.uncommitted(place);
  };
  Object.assign(core.parts.repository, { forecast, worktrees: { ...worktrees, uncommitted } });
  let news = 0;
  let rested = (): void => undefined;
  const forecasting = openForecasting(
    core,
    () => {
      news += 1;
    },
    () => rested(),
  );
  return {
    ...bench,
    first,
    file: (task: string, text: string) =>
      world.store.checkouts.get(`/trees/${task}`)?.files.set('x.ts', text),
    failing: (isFailing: boolean) => {
      fails = isFailing;
    },
    /** What was asked of git in one step, and when the next is due. */
    async step(isAtIt = true, isWatched = false) {
      asked.length = 0;
      await look();
      core.senses.terminal = known(
        { serverPid: 1, panes: NAMES.map((task) => aPane(`w-${task}`, { lastOutputAt: null })) },
        core.parts.clock.now(),
      );
      const rest = new Promise<void>((resolve) => {
        rested = resolve;
      });
      const at = forecasting.step(isWatched);
      if (isAtIt) await during(rest);
      return { asked: [...asked], at };
    },
    filesOf: (one: string, other: string | null) =>
      core.senses.clashes.get(conflictKey(side(one), other === null ? null : side(other)))?.files,
    /** Something stirs in a worktree now. */
    stirs: (task: string) => {
      const at = core.parts.clock.now();
      const tree = { readAt: at, changedAt: at, states: [{ state: `at ${at}`, at }] };
      const sign = { generation: 1, lookedAt: at, transcriptAt: null, processes: null, tree };
      core.senses.vitals = new Map([[`w-${task}`, sign]]);
    },
    /** Files that are not committed, as people are told. */
    counts: () => NAMES.map((task) => core.senses.uncommitted.get(`w-${task}`)?.files),
    recount: (timeoutMs: number) => during(forecasting.recount(timeoutMs)),
    news: () => news,
    pass: (ms: number) => during(core.parts.clock.wait(ms)),
  };
}

function side(task: string) {
  return { task, attempt: 1, worker: `w-${task}` };
}

test('worktrees are looked at once and merges tried once, until something may be another thing', async () => {
  const bench = await atWork();
  bench.file('a', 'one');
  bench.file('b', 'two');
  const begun = await bench.step();
  expect(begun.asked.filter((what) => what.startsWith('/'))).toEqual(['/trees/a', '/trees/b', '/trees/c']);
  expect(bench.filesOf('a', 'b')).toMatchObject({ known: true, value: ['x.ts'] });
  expect(bench.filesOf('a', 'c')).toMatchObject({ known: true, value: [] });
  expect(bench.filesOf('a', null)).toMatchObject({ known: true, value: [] });
  for (let minute = 0; minute < 10; minute += 1) {
    expect((await bench.step(false)).asked).toEqual([]);
    await bench.pass(MINUTE_MS);
  }
  const { store } = bench.world;
  const checkout = store.at({ path: '/trees/b' });
  checkout.files.delete('x.ts');
  store.commit(checkout, 'without');
  expect((await bench.step()).asked).toEqual(['/trees/b', '2 merges']);
  expect(bench.filesOf('a', 'b')).toMatchObject({ known: true, value: [] });
  expect((await bench.step(false)).asked).toEqual([]);
});

test('a look that fails makes its pairs unknown, and no others', async () => {
  const bench = await atWork();
  bench.file('a', 'one');
  bench.file('b', 'two');
  await bench.step();
  const checkout = bench.world.store.at({ path: '/trees/b' });
  bench.world.store.commit(checkout, 'more');
  bench.failing(true);
  const { asked } = await bench.step();
  expect(asked).toEqual(['/trees/b']);
  expect(bench.filesOf('a', 'b')).toMatchObject({ known: false });
  expect(bench.filesOf('a', 'c')).toMatchObject({ known: true });
  bench.failing(false);
  const { asked: early, at } = await bench.step(false);
  expect(early).toEqual([]);
  expect(at).toBeGreaterThan(bench.core.parts.clock.now());
  await bench.pass(MINUTE_MS);
  await bench.step();
  expect(bench.filesOf('a', 'b')).toMatchObject({ known: true, value: ['x.ts'] });
});

test('when the integration branch moves, only merges into it are tried', async () => {
  const bench = await atWork();
  bench.file('a', 'one');
  await bench.step();
  const { objects } = bench.world.store;
  const tree = new Map([...objects.get(bench.first).tree, ['x.ts', 'merged'] as const]);
  const tip = objects.commit({ parents: [bench.first], tree, message: 'merge', at: 1 });
  objects.move('refs/heads/omnibus/shop', tip);
  await bench.observed({ type: 'integration.moved', tip, baseTip: bench.first, because: 'so' });
  expect((await bench.step()).asked).toEqual(['2 merges']);
  expect(bench.filesOf('a', null)).toMatchObject({ known: true, value: ['x.ts'] });
  expect(bench.filesOf('c', null)).toMatchObject({ known: true, value: [] });
});

test('what is not committed is counted by the same looks, and told when it is another number', async () => {
  const bench = await atWork();
  bench.file('a', 'one');
  await bench.step();
  expect(bench.counts()).toMatchObject([{ value: 1 }, { value: 0 }, { value: 0 }]);
  const before = bench.news();
  await bench.step(false);
  expect(bench.news()).toBe(before);
  const { store } = bench.world;
  store.commit(store.at({ path: '/trees/a' }), 'feat: one');
  const { asked } = await bench.step();
  expect(asked.filter((what) => !what.endsWith('merges'))).toEqual(['/trees/a']);
  expect(bench.counts()).toMatchObject([{ value: 0 }, { value: 0 }, { value: 0 }]);
  expect(bench.news()).toBeGreaterThan(before);
});

test('a count is unknown while looks fail, and no other one is', async () => {
  const bench = await atWork();
  await bench.step();
  const { store } = bench.world;
  store.commit(store.at({ path: '/trees/b' }), 'more');
  bench.failing(true);
  await bench.step();
  expect(bench.counts()).toMatchObject([{ value: 0 }, { known: false }, { value: 0 }]);
});

test('a worker whose work is compared with nothing has its files counted by one command', async () => {
  const bench = await atWork();
  bench.file('a', 'one');
  for (const task of ['b', 'c'])
    await bench.observed({ type: 'task.stage', task, stage: 'cancelled', phase: null, because: 'so' });
  const { asked } = await bench.step();
  expect(asked).toEqual(['/trees/a', '/trees/b', '/trees/c'].map((path) => `count of ${path}`));
  expect(bench.counts()).toMatchObject([{ value: 1 }, { value: 0 }, { value: 0 }]);
  for (let minute = 0; minute < 10; minute += 1) {
    expect((await bench.step(false)).asked).toEqual([]);
    await bench.pass(MINUTE_MS);
  }
});

test('a worktree in which something stirs is counted every half minute or so, and not more often', async () => {
  const bench = await atWork();
  const { clock } = bench.core.parts;
  await bench.step();
  for (let round = 0; round < 3; round += 1) {
    await bench.pass(1_000);
    bench.file('a', `round ${round}`);
    bench.stirs('a');
    await bench.pass(20_000);
    const { asked: early, at } = await bench.step(false);
    expect(early).toEqual([]);
    await bench.pass((at ?? 0) - clock.now() + 1_000);
    const { asked } = await bench.step();
    expect(asked[0]).toBe('/trees/a');
    expect(asked).not.toContain('/trees/b');
    expect(bench.counts()[0]).toMatchObject({ value: 1 });
  }
  await bench.pass(10 * MINUTE_MS);
  expect((await bench.step(false)).asked).toEqual([]);
});

test('what a person changes in the worktree of an agent at rest is found while somebody watches', async () => {
  const bench = await atWork();
  await bench.step();
  bench.file('a', 'by hand');
  await bench.pass(MINUTE_MS);
  expect((await bench.step(false)).asked).toEqual([]);
  const { asked } = await bench.step(true, true);
  expect(asked.filter((what) => what.startsWith('/'))).toEqual(['/trees/a', '/trees/b', '/trees/c']);
  expect(bench.counts()).toMatchObject([{ value: 1 }, { value: 0 }, { value: 0 }]);
});

test('a count of an agent at rest is told as an old one after two minutes', async () => {
  const bench = await atWork();
  const now = (): unknown => uncommittedOf(bench.core.world(), 'w-a');
  await bench.step();
  expect(now()).toMatchObject({ files: 0, isOld: false });
  await bench.pass(2 * MINUTE_MS);
  expect(now()).toMatchObject({ files: 0, isOld: true });
});

test('when it is asked for, all worktrees are counted anew, and those that take too long are not known', async () => {
  const bench = await atWork();
  await bench.step();
  bench.file('b', 'by hand');
  await bench.recount(1_000);
  expect(bench.counts()).toMatchObject([{ value: 0 }, { value: 1 }, { value: 0 }]);
  const { worktrees } = bench.core.parts.repository;
  const late: Worktrees['uncommitted'] = async (place) => {
    if (place.path === '/trees/c') await bench.core.parts.clock.wait(MINUTE_MS);
    return worktrees.uncommitted(place);
  };
  Object.assign(bench.core.parts.repository, { worktrees: { ...worktrees, uncommitted: late } });
  bench.file('a', 'by hand');
  await bench.recount(1_000);
  expect(bench.counts()).toMatchObject([{ value: 1 }, { value: 1 }, { known: false }]);
});
