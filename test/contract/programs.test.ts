import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  mkdirSync,
  existsSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openClock } from '../../src/adapters/clock/clock.ts';
import { openPrograms } from '../../src/adapters/programs/open-programs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describePrograms } from './programs-suite.ts';

function open(base: string) {
  return openPrograms({
    root: base,
    stateDir: join(base, 'state/programs'),
    trialsDir: join(base, '.czar/canary'),
    inherited: { PATH: `${base}/bin:${process.env['PATH'] ?? ''}` },
    clock: openClock(),
  });
}

describePrograms('files that projects share', async () => {
  const base = temporaryFolder();
  return [open(base), open(base)];
});

/** Says its version, and counts how often it was asked. */
function write(path: string, version: string, log: string): void {
  writeFileSync(`${path}.new`, `#!/bin/sh\necho asked >> ${log}\necho 'agent ${version} (build 7)'\n`);
  chmodSync(`${path}.new`, 0o755);
  renameSync(`${path}.new`, path);
}

test('a program is asked for its version once, and again when its file is another one', async () => {
  const base = temporaryFolder();
  mkdirSync(join(base, 'bin'));
  const path = join(base, 'bin/agent');
  const log = join(base, 'log');
  write(path, '1.2.3', log);
  const programs = open(base);
  const look = async () => {
    const seen = (
      await programs.look(new Map([['a', { command: 'agent', versionArgs: ['--version'], env: {} }]]))
    ).get('a');
    return seen?.known === true ? seen.value : seen?.reason;
  };
  expect([await look(), await look()]).toEqual([
    { path, version: '1.2.3' },
    { path, version: '1.2.3' },
  ]);
  expect(readFileSync(log, 'utf8')).toBe('asked\n');
  write(path, '1.3.0-rc.1', log);
  expect(await look()).toEqual({ path, version: '1.3.0-rc.1' });
  write(join(base, 'agent-2'), '2.0.0', log);
  unlinkSync(path);
  symlinkSync(join(base, 'agent-2'), path);
  expect(await look()).toEqual({ path, version: '2.0.0' });
  unlinkSync(path);
  expect(await look()).toBe('there is no program agent');
});

test('a program that is asked in two ways gives each answer', async () => {
  const base = temporaryFolder();
  writeFileSync(join(base, 'x'), '#!/bin/sh\necho "1.$#"\n', { mode: 0o755 });
  const query = (...versionArgs: readonly string[]) => ({ command: './x', versionArgs, env: {} });
  const programs = open(base);
  const both = new Map([
    ['a', query('v')],
    ['b', query('agent.js', 'v')],
  ]);
  await programs.look(both);
  const seen = [...(await programs.look(both)).values()];
  expect(seen).toMatchObject([{ value: { version: '1.1' } }, { value: { version: '1.2' } }]);
});

test.each([
  ['says nothing', 'true'],
  ['fails', 'echo 1.2.3; exit 1'],
])('the version of a program that %s is unknown', async (_what, line) => {
  const base = temporaryFolder();
  writeFileSync(join(base, 'x'), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  const query = { command: './x', versionArgs: ['--version'], env: {} };
  const seen = (await open(base).look(new Map([['a', query]]))).get('a');
  expect(seen).toMatchObject({ known: false, reason: `${join(base, 'x')} does not say its version` });
});

test.each(['', '{', '{"v":1}', JSON.stringify({ v: 1, program: '/other', version: '1', at: 1 })])(
  'a file with %j says nothing, and is written over',
  async (content) => {
    const base = temporaryFolder();
    const known = new Map([['/p', { version: '1.0', at: 5 }]]);
    await open(base).exchange(known, 10);
    const folder = join(base, 'state/programs');
    const [file = ''] = readdirSync(folder);
    writeFileSync(join(folder, file), content);
    expect((await open(base).exchange(new Map([['/p', null]]), 10)).news).toEqual(new Map());
    await open(base).exchange(known, 10);
    expect((await open(base).exchange(new Map([['/p', null]]), 10)).news).toEqual(known);
  },
);

test('a good version of tomorrow counts for nothing', async () => {
  const base = temporaryFolder();
  await open(base).exchange(new Map([['/p', { version: '1.0', at: 500 }]]), 500);
  expect((await open(base).exchange(new Map([['/p', null]]), 10)).news).toEqual(new Map());
});

test('the folder of a trial is empty each time', async () => {
  const base = temporaryFolder();
  const folder = await open(base).folder('claude');
  writeFileSync(join(folder, 'left'), '');
  expect(await open(base).folder('claude')).toBe(folder);
  expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
});

test('the turn of a process that died is free, and so is one in a file that says nothing', async () => {
  const base = temporaryFolder();
  const folder = join(base, 'state/programs');
  mkdirSync(folder, { recursive: true });
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const path = join(folder, 'opencode.turn');
  for (const text of [JSON.stringify({ pid: gone, until: Date.now() + 30_000, mark: 'x' }), 'nonsense', '']) {
    writeFileSync(path, text);
    expect(await open(base).takeTurn('opencode', 60_000)).not.toBeNull();
  }
  writeFileSync(path, JSON.stringify({ pid: process.pid, until: Date.now() + 30_000, mark: 'x' }));
  expect(await open(base).takeTurn('opencode', 60_000)).toBeNull();
});
