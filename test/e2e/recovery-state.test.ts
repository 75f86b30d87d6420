import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aCzar, type TestCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import {
  expectAllOnce,
  expectNothingTwice,
  factsOf,
  journalDirOf,
  journaled,
  panesOf,
  promptsOf,
  ranOf,
  smallProject,
  smallSteps,
  toTheEnd,
  untilJournaled,
  killNow,
} from '../support/recovery.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { until } from '../support/until.ts';

const tasks = ['t1', 't2'];

/** One quick task, and one that takes a while. */
function aShop(pause = '2s'): TestCzar {
  return aCzar({
    files: smallProject({ t1: { worker: 'w1' }, t2: { worker: 'w2', steps: smallSteps('t2', pause) } }),
  });
}

async function underWay(czar: TestCzar): Promise<void> {
  await untilJournaled(czar, 'both tasks under way', (entries) => promptsOf(entries).length === 2);
}

async function firstMerged(czar: TestCzar): Promise<void> {
  await untilJournaled(czar, 'a merge', (entries) => factsOf(entries, 'task.merged').length > 0);
}

/** After the first merge, its outcome included. */
async function omnibusDescribed(czar: TestCzar): Promise<void> {
  await untilJournaled(czar, 'an omnibus', (entries) => factsOf(entries, 'omnibus.described').length > 0);
}

/** A shop whose supervisor was killed once all this had come, and the folder with the segments of its journal. */
async function crashed(
  ...moments: readonly ((czar: TestCzar) => Promise<void>)[]
): Promise<{ readonly czar: TestCzar; readonly folder: string }> {
  const czar = aShop();
  const first = czar.begin('start', '--foreground');
  for (const moment of moments) await moment(czar);
  await killNow(first);
  return { czar, folder: join(journalDirOf(czar) ?? '', 'journal') };
}

test('status/ that is deleted while it runs is made again, and nothing is lost', async () => {
  const czar = aCzar({
    files: smallProject({
      t1: { worker: 'w1', steps: smallSteps('t1', '1s') },
      t2: { worker: 'w2', steps: smallSteps('t2', '1s') },
      t3: { worker: 'w1', after: ['t1', 't2'] },
    }),
  });
  const running = czar.begin('start', '--until-done');
  await underWay(czar);
  removeFolder(join(czar.root, 'status'));
  expectRan(await running.ended, { code: 0 });
  await expectAllOnce(czar, ['t1', 't2', 't3']);
  expect(ranOf(czar)).toEqual(['t1', 't2', 't3']);
  expect(readdirSync(join(czar.root, 'status'))).toEqual(
    expect.arrayContaining(['pull-requests', 'worker-status.json', 'task-injections.log']),
  );
});

test.each([
  ['journal/', true],
  ['the whole folder', false],
])(
  'without its journal (%s) a start lists what it found, and takes it over when told to',
  async (_what, onlyLines) => {
    const czar = aShop();
    const first = czar.begin('start', '--foreground');
    await firstMerged(czar);
    await underWay(czar);
    await killNow(first);
    const before = panesOf(czar);
    const dir = journalDirOf(czar) ?? '';
    rmSync(onlyLines ? join(dir, 'journal') : join(dir, '..'), { recursive: true });
    expectRan(await czar.run('start', '--until-done'), {
      code: 4,
      err: /session shop-worker-w1[^]*branch feat\/shop-t2[^]*merge of t1[^]*czar start --adopt/,
    });
    expect(panesOf(czar)).toEqual(before);
    expectRan(await czar.run('start', '--until-done', '--adopt'), { code: 0 });
    const commits = czar.git('log', '--format=%s', 'main..omnibus/shop').split('\n');
    expect(commits.toSorted()).toEqual([
      'Add t1',
      'Add t2',
      expect.stringMatching(/^Merge t1/),
      expect.stringMatching(/^Merge t2/),
    ]);
    const seen = await czar.snapshot();
    expect(seen?.tasks.map(({ status }) => status)).toEqual(['merged', 'merged']);
    expect(
      seen?.pullRequests.flatMap(({ task, state }) => (task === null ? [] : `${task} ${state}`)),
    ).toEqual(tasks.map((task) => `${task} merged`));
    const numbers = czar.git('log', '--format=%(trailers:key=Czar-PR,valueonly)', 'main..omnibus/shop');
    expect(numbers.split(/\s+/).filter((number) => number !== '')).toHaveLength(2);
    expect(new Set(numbers.match(/\d+/g)).size).toBe(2);
    expect(ranOf(czar)).toEqual(tasks);
  },
);

test('a journal whose last line is torn is cut, kept aside, and gone on with', async () => {
  const { czar, folder } = await crashed(underWay);
  const segments = readdirSync(folder).toSorted();
  appendFileSync(join(folder, segments.at(-1) ?? ''), '{"v":1,"seq":999');
  expectRan(await toTheEnd(czar), { code: 0 });
  await expectAllOnce(czar, tasks);
  expect(ranOf(czar)).toEqual(tasks);
});

test('a journal that is damaged in its middle is left alone, and gone on with past the damage when told to', async () => {
  const { czar, folder } = await crashed(omnibusDescribed, underWay);
  const [segment = ''] = readdirSync(folder).toSorted();
  const damaged = flipped(readFileSync(join(folder, segment)));
  writeFileSync(join(folder, segment), damaged);
  const before = panesOf(czar);
  for (const how of [['--until-done'], ['--dry-run']]) {
    expectRan(await czar.run('start', ...how), {
      code: 4,
      err: /damaged[^]*readable lines[^]*known from before the damage: t1 [^]*merge of t1[^]*czar start --adopt/,
    });
  }
  expectRan(await czar.run('stop', '--all'), { code: 4, err: /damaged[^]*czar start --adopt/ });
  expect(readdirSync(folder)).toEqual([segment]);
  expect(readFileSync(join(folder, segment))).toEqual(damaged);
  expect(panesOf(czar)).toEqual(before);
  expectRan(await czar.run('start', '--until-done', '--adopt'), { code: 0 });
  const seen = await czar.snapshot();
  expect(seen?.tasks.map(({ status }) => status)).toEqual(['merged', 'merged']);
  expect(ranOf(czar)).toEqual(tasks);
  const [kept = ''] = readdirSync(join(folder, 'damaged'));
  expect(readFileSync(join(folder, 'damaged', kept))).toEqual(damaged);
  expect(seen?.problems.map(({ file }) => file)).toEqual([join(folder, 'damaged', kept)]);
  expectRan(await czar.run('status'), { code: 0, out: /damaged/ });
  expectRan(await czar.run('start', '--until-done'), { code: 0 });
});

/** With one bit changed, in the line of the first merge. */
function flipped(bytes: Buffer): Buffer {
  const at = bytes.indexOf('"type":"task.merged"');
  const damaged = Buffer.from(bytes);
  damaged[at + 10] = (damaged[at + 10] ?? 0) ^ 1;
  return damaged;
}

test('start --dry-run says what would be next from where the journal is, and touches nothing', async () => {
  const { czar, folder } = await crashed(omnibusDescribed, underWay);
  const lines = (): readonly string[] =>
    readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const before = { lines: lines(), panes: panesOf(czar) };
  const { code, out } = await czar.run('start', '--dry-run');
  expect(code).toBe(0);
  expect(out.replace(/^(?:leave|remove)-branch .*$/gm, '')).not.toMatch(
    /t1|prepare-worktree|open-integration/,
  );
  expect({ lines: lines(), panes: panesOf(czar) }).toEqual(before);
  expectRan(await toTheEnd(czar), { code: 0 });
  expectRan(await czar.run('start', '--dry-run'), { code: 0, out: 'nothing to do' });
});

test('pull requests that are lost while the journal is there are put back as they were', async () => {
  const czar = aShop('300ms');
  expectRan(await toTheEnd(czar), { code: 0 });
  const folder = join(journalDirOf(czar) ?? '', 'forge');
  const contents = (): readonly string[] =>
    readdirSync(folder)
      .toSorted()
      .map((name) => readFileSync(join(folder, name), 'utf8'));
  const before = contents();
  rmSync(folder, { recursive: true });
  expectRan(await toTheEnd(czar), { code: 0 });
  expect(contents()).toEqual(before);
});

test('a second start names the first and its pid, also when that one is suspended', async () => {
  const czar = aShop('4s');
  const first = czar.begin('start', '--until-done');
  await underWay(czar);
  expectRan(await czar.run('start'), { code: 0, out: new RegExp(`runs already: .*${first.pid}`) });
  process.kill(first.pid, 'SIGSTOP');
  const begunMs = performance.now();
  expectRan(await czar.run('start'), { code: 0, out: new RegExp(`runs already: .*${first.pid}`) });
  // About 2 s, on a busy machine.
  expect(performance.now() - begunMs).toBeLessThan(60_000);
  process.kill(first.pid, 'SIGCONT');
  expectRan(await first.ended, { code: 0 });
  await expectAllOnce(czar, tasks);
  expect((await journaled(czar)).filter(({ type }) => type === 'epoch')).toHaveLength(1);
});

test('two starts at the same time have one supervisor', async () => {
  const czar = aShop('300ms');
  const [one, two] = await Promise.all([toTheEnd(czar), toTheEnd(czar)]);
  expect([one.code, two.code]).toEqual([0, 0]);
  expect([one.out, two.out].filter((out) => out.startsWith('runs already'))).toHaveLength(1);
  await expectAllOnce(czar, tasks);
});

test('stop leaves the sessions, start adopts them, and stop --all ends them', async () => {
  const czar = aShop('3s');
  expectRan(await czar.run('start'), { code: 0, out: 'You can walk away' });
  const before = panesOf(czar);
  expect([...before.keys()].toSorted()).toEqual(['w1', 'w2']);
  expectRan(await czar.run('stop'), { code: 0, out: 'stop --all' });
  expect(await czar.supervisor()).toBe(null);
  expect(panesOf(czar)).toEqual(before);
  expectRan(await toTheEnd(czar), { code: 0 });
  expect(panesOf(czar)).toEqual(before);
  await expectAllOnce(czar, tasks);
  expectRan(await czar.run('stop', '--all'), { code: 0 });
  await until(() => [...before.values()].every((pid) => !existsSync(`/proc/${pid}`)), {
    what: 'the end of the sessions',
  });
});

test('two clones of one repository work at the same time and do not meet', async () => {
  const czar = aShop('300ms');
  const clone = join(czar.base, 'clone');
  czar.git('clone', '--quiet', czar.root, clone);
  const both = [czar.root, clone];
  const ran = await Promise.all(both.map((root) => czar.runIn(root, 'start', '--until-done')));
  for (const one of ran) expectRan(one, { code: 0, out: '2/2 tasks merged' });
  for (const root of both) expectNothingTwice(await journaled({ root }));
  expect(ranOf(czar)).toEqual(['t1', 't1', 't2', 't2']);
});

test('two projects of one repository work at the same time and do not meet', async () => {
  const files = smallProject({ t1: { worker: 'w1' }, t2: { worker: 'w2' } });
  const inFolder = (folder: string): readonly (readonly [string, string])[] =>
    Object.entries(files).map(([name, text]) => [
      `${folder}/${name}`,
      name === 'czar.config.json' ? text.replace('"shop"', `"${folder}"`) : text,
    ]);
  const all: Record<string, string> = {};
  for (const [name, text] of [...inFolder('shop'), ...inFolder('bakery')]) all[name] = text;
  const czar = aCzar({ files: all });
  const ran = await Promise.all(
    ['shop', 'bakery'].map((name) => czar.runIn(join(czar.root, name), 'start', '--until-done')),
  );
  for (const one of ran) expectRan(one, { code: 0, out: '2/2 tasks merged' });
  for (const name of ['shop', 'bakery'])
    expect(czar.git('log', '--format=%s', `main..omnibus/${name}`).split('\n').toSorted()).toEqual([
      'Add t1',
      'Add t2',
      expect.stringMatching(/^Merge t1/),
      expect.stringMatching(/^Merge t2/),
    ]);
});

test('a copied repository is a project of its own, once what it got of the other one is taken away', async () => {
  const czar = aShop('300ms');
  expectRan(await toTheEnd(czar), { code: 0 });
  const ran = ranOf(czar);
  const copy = join(czar.base, 'copy');
  cpSync(czar.root, copy, { recursive: true, verbatimSymlinks: true });
  const refused = await czar.runIn(copy, 'start', '--until-done');
  expectRan(refused, { code: 2, err: /a copy of .*shop[^]*rm -rf/ });
  const [, command = ''] = /start again: (.+)$/m.exec(refused.err) ?? [];
  execFileSync('/bin/sh', ['-c', command]);
  expectRan(await czar.runIn(copy, 'start', '--until-done'), { code: 0, out: '2/2 tasks merged' });
  expect(ranOf(czar)).toEqual([...ran, ...ran].toSorted());
  expectRan(await toTheEnd(czar), { code: 0 });
  await expectAllOnce(czar, tasks);
});
