import { expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.ts';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import {
  expectNothingTwice,
  factsOf,
  journaled,
  openEffects,
  smallProject,
  toTheEnd,
  untilJournaled,
} from '../support/recovery.ts';
import { until } from '../support/until.ts';

const integration = 'omnibus/shop';

function filesAt(czar: TestCzar): readonly string[] {
  return czar
    .git('ls-tree', '--name-only', integration)
    .split('\n')
    .filter((name) => /^t\d\.txt$/.test(name));
}

function subjects(czar: TestCzar): readonly string[] {
  return czar.git('log', '--first-parent', '--format=%s', `main..${integration}`).split('\n');
}

async function statusOf(czar: TestCzar, task: string): Promise<string | undefined> {
  return (await czar.snapshot())?.tasks.find((row) => row.task === task)?.status;
}

/** Ends the supervisor as a crash does. */
async function kill(czar: TestCzar): Promise<void> {
  process.kill((await czar.supervisor()) ?? 0, 'SIGKILL');
  await until(async () => (await czar.supervisor()) === null, { what: 'its end' });
}

/** Two tasks are merged, and the run is over. */
async function bothMerged(config: Readonly<Record<string, unknown>> = {}): Promise<TestCzar> {
  const tasks = { t1: { worker: 'w1' }, t2: { worker: 'w2' } };
  const czar = aCzar({ files: smallProject(tasks, config) });
  expectRan(await toTheEnd(czar), { code: 0 });
  expect(filesAt(czar)).toEqual(['t1.txt', 't2.txt']);
  return czar;
}

test('a merged task is taken out by a revert through the checks, and comes back as a new attempt', async () => {
  const czar = await bothMerged();
  const head = czar.git('rev-parse', 'HEAD');
  expectRan(await czar.run('start', '--no-wait'), { code: 0 });
  expectRan(await czar.run('pr', 'drop', 'nobody'), { code: 3 });
  expectRan(await czar.run('pr', 'drop', 't1'), { code: 0, out: `t1 is taken out of ${integration}` });
  await czar.until('t1 is out', ({ tasks }) =>
    tasks.some((row) => row.task === 't1' && row.status === 'cancelled'),
  );
  expect(filesAt(czar)).toEqual(['t2.txt']);
  expect(subjects(czar)[0]).toMatch(/^Revert "Merge t1/);
  expect([czar.git('rev-parse', 'HEAD'), czar.git('status', '--porcelain', '-uno')]).toEqual([head, '']);
  await czar.until('the omnibus tells it', ({ pullRequests }) =>
    pullRequests.some(({ task, body }) => task === null && body.includes('cancelled (taken out again)')),
  );
  expectRan(await czar.run('why', 't1'), { code: 0, out: 'taken out again' });
  expectRan(await czar.run('pr', 'drop', 't1'), { code: 1, err: 'not merged' });
  expectRan(await czar.run('retry', 't1'), { code: 0 });
  await czar.until('t1 is back', ({ tasks }) =>
    tasks.some((row) => row.task === 't1' && row.status === 'merged'),
  );
  expect(filesAt(czar)).toEqual(['t1.txt', 't2.txt']);
  expect((await czar.snapshot())?.tasks.find(({ task }) => task === 't1')).toMatchObject({
    attempt: 2,
    branch: 'feat/shop-t1.2',
  });
  await kill(czar);
});

test('work that was built on it is named and confirmed first; what cannot be reverted stays in and is asked about', async () => {
  const steps = 'write t1.txt <<END\nother\nEND\ncommit --complete "Add t2"';
  const tasks = { t1: { worker: 'w1' }, t2: { worker: 'w1', after: ['t1'], steps } };
  const czar = aCzar({ files: smallProject(tasks) });
  expectRan(await toTheEnd(czar), { code: 0 });
  const tip = czar.git('rev-parse', integration);
  expectRan(await czar.run('start', '--no-wait'), { code: 0 });
  expectRan(await czar.run('pr', 'drop', 't1'), {
    code: 4,
    err: /t2 was built on t1[\s\S]*czar pr drop t1 --yes/,
  });
  expectRan(await czar.run('pr', 'drop', 't1', '--yes'), { code: 0, out: 't2 stay as they are' });
  const { questions } = await czar.until('the question', (seen) => seen.questions.length === 1);
  expect(questions[0]?.text).toBe('not taken out: t1: later work builds on it in t1.txt: take out first t2');
  expect(czar.git('rev-parse', integration)).toBe(tip);
  expectRan(await czar.run('answer', '1', 'leave'), { code: 0 });
  await czar.until('no question', (seen) => seen.questions.length === 0);
  expect(await statusOf(czar, 't1')).toBe('merged');
  await kill(czar);
});

const moments: readonly (readonly [string, (entries: readonly Entry[]) => boolean])[] = [
  ['it is asked for', (entries) => factsOf(entries, 'task.drop-asked').length > 0],
  ['it is begun', (entries) => openEffects(entries, 'drop').length > 0],
  ['the revert is made', (entries) => factsOf(entries, 'task.drop-made').length > 0],
  ['the branch has moved', (entries) => factsOf(entries, 'task.dropped').length > 0],
];

test.each(moments)('killed when %s, it is taken out once', async (what, condition) => {
  const czar = await bothMerged({ checks: [{ name: 'slow', run: 'sleep 0.5' }] });
  expectRan(await czar.run('start', '--no-wait'), { code: 0 });
  const asked = czar.run('pr', 'drop', 't1');
  await untilJournaled(czar, what, condition);
  await kill(czar);
  await asked;
  await toTheEnd(czar);
  expect(filesAt(czar)).toEqual(['t2.txt']);
  expect(subjects(czar).filter((subject) => subject.startsWith('Revert '))).toHaveLength(1);
  expect(await statusOf(czar, 't1')).toBe('cancelled');
  expect(czar.git('for-each-ref', '--format=%(refname)', 'refs/czar/**/gate/')).toBe('');
  expectNothingTwice(await journaled(czar));
});
