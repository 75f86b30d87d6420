import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acceptanceInMemory } from '../../src/adapters/acceptance/in-memory.ts';
import { openAcceptance } from '../../src/adapters/acceptance/open-acceptance.ts';
import type { Acceptance } from '../../src/ports/acceptance.ts';
import { compiledSources } from '../support/compiled-sources.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { checksOnly, describeAcceptance } from './acceptance-suite.ts';

const compiled = compiledSources();
const program = join(import.meta.dirname, '..', 'support', 'accept-forever.mjs');
const shop = { projectId: 'a1b2c3d4e5f6', root: '/shop' };

describeAcceptance('what was accepted, in the home of the user', async () => {
  const dir = join(temporaryFolder(), 'state', 'czar', 'accepted');
  return { open: () => openAcceptance({ dir, ...shop }) };
});

describeAcceptance('what was accepted, in memory', async () => {
  const acceptance = acceptanceInMemory();
  return { open: () => acceptance };
});

interface Kept {
  readonly dir: string;
  readonly acceptance: Acceptance;
  readonly path: string;
}

async function kept(): Promise<Kept> {
  const dir = join(temporaryFolder(), 'accepted');
  const acceptance = openAcceptance({ dir, ...shop });
  await acceptance.accept(checksOnly('npm test'), 1_000);
  const [name = ''] = readdirSync(dir);
  return { dir, acceptance, path: join(dir, name) };
}

test('only the user may read it, and nothing else is left beside it', async () => {
  const { dir, path } = await kept();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(readdirSync(dir)).toHaveLength(1);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    v: 1,
    project: shop.projectId,
    root: shop.root,
    hash: checksOnly('npm test').hash,
    at: 1_000,
  });
});

test('another project in its place, and a copy of it elsewhere, have nothing of it', async () => {
  const { dir } = await kept();
  const others = [
    { ...shop, projectId: 'ffffffffffff' },
    { ...shop, root: '/copy' },
  ];
  for (const other of others)
    expect(await openAcceptance({ dir, ...other }).last()).toEqual({ commands: null, problem: null });
});

test.each<[string, (path: string) => void]>([
  ['cut off', (path) => writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20))],
  ['empty', (path) => writeFileSync(path, '')],
  ['no JSON', (path) => writeFileSync(path, 'accepted')],
  ['of another shape', (path) => writeFileSync(path, '{"v":2,"commands":[]}')],
  [
    'of another project',
    (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('/shop', '/other')),
  ],
])('a file that is %s accepts nothing, and says so', async (_how, damage) => {
  const { acceptance, path } = await kept();
  damage(path);
  const { commands, problem } = await acceptance.last();
  expect(commands).toBeNull();
  expect(problem).toContain(`${path}: it is damaged`);
  await acceptance.accept(checksOnly('npm t'), 2_000);
  expect(await acceptance.last()).toMatchObject({ problem: null, commands: { length: 1 } });
});

test('a link that leads elsewhere is not followed', async () => {
  const { dir, path } = await kept();
  const elsewhere = join(temporaryFolder(), 'accepted.json');
  writeFileSync(elsewhere, readFileSync(path));
  const acceptance = openAcceptance({ dir: join(dir, 'linked'), ...shop });
  mkdirSync(join(dir, 'linked'));
  symlinkSync(elsewhere, join(dir, 'linked', path.slice(dir.length + 1)));
  const { commands, problem } = await acceptance.last();
  expect(commands).toBeNull();
  expect(problem).toContain('outside');
});

test('a folder that cannot be written is a fault that names it', async () => {
  const dir = join(temporaryFolder(), 'file');
  writeFileSync(dir, '');
  const acceptance = openAcceptance({ dir, ...shop });
  await expect(acceptance.accept(checksOnly('x'), 1)).rejects.toMatchObject({
    facts: { code: 'file-unwritable' },
  });
  await expect(acceptance.accept(checksOnly('x'), 1)).rejects.toThrow(dir);
  expect((await acceptance.last()).commands).toBeNull();
});

test('of two processes that write at once each reader finds one list, whole', async () => {
  const { dir, acceptance } = await kept();
  await Promise.all(['one', 'two'].map((mark) => acceptForever(dir, mark)));
  const seen = new Set<string>();
  for (let look = 0; look < 300; look += 1) {
    const { commands, problem } = await acceptance.last();
    expect(problem).toBeNull();
    expect(commands).toHaveLength(200);
    const marks = new Set(commands?.map(({ what }) => what));
    expect(marks.size).toBe(1);
    for (const mark of marks) seen.add(mark);
  }
  expect([...seen].every((mark) => ['one', 'two'].includes(mark))).toBe(true);
});

/** Resolves once it has written; it is killed with the test. */
async function acceptForever(dir: string, mark: string): Promise<void> {
  const child = spawn(process.execPath, [program, compiled, dir, mark], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', reject);
  });
}
