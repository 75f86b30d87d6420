import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';

const made = ['czar.config.json', 'dependencies.json', 'tasks/example.md', 'work-queue.json'];

describe('czar init', () => {
  test('wants to be told that it takes every default', async () => {
    const czar = aCzar();
    expectRan(await czar.run('init'), { code: 2, err: '--yes' });
    expect(czar.git('status', '--porcelain')).toBe('');
  });

  test('makes a project in the root, says what it did, and hides what Czar will write', async () => {
    const czar = aCzar();
    const { code, out } = await czar.run('init', '--yes');
    expect(code).toBe(0);
    for (const file of made) expect(out).toContain(`created ${file}`);
    expect(czar.git('ls-files', '--others', '--exclude-standard').split('\n')).toEqual(made);
    czar.write('status/worker-status.json', '{}');
    czar.write('.czar/worktrees/engineer1/file', '');
    expect(czar.git('ls-files', '--others', '--exclude-standard').split('\n')).toEqual(made);
    expectRan(await czar.run('status'), { code: 0 });
  });

  test('twice is refused, and changes nothing', async () => {
    const czar = aCzar();
    await czar.run('init', '--yes');
    const before = made.map((file) => czar.read(file));
    expectRan(await czar.run('init', '--yes'), {
      code: 2,
      err: 'already',
    });
    expect(made.map((file) => czar.read(file))).toEqual(before);
  });

  test.each([
    ['a tracked tasks/', { 'tasks/chores.txt': 'x' }],
    ['a tracked status/', { 'status/page.html': 'x' }],
    ['a dependencies.json of its own', { 'dependencies.json': '["left-pad"]' }],
    ['a file called tasks', { tasks: 'x' }],
  ])('puts its home into .czar/ beside %s', async (_what, files) => {
    const czar = aCzar({ files });
    expectRan(await czar.run('init', '--yes'), { code: 0 });
    expect(czar.git('ls-files', '--others', '--exclude-standard')).toBe('czar.config.json');
    expect(czar.git('status', '--porcelain', '--untracked-files=no')).toBe('');
    expect(existsSync(join(czar.root, '.czar/work-queue.json'))).toBe(true);
    expectRan(await czar.run('add', 't', '--text', 'x'), { code: 0 });
    expect(existsSync(join(czar.root, '.czar/tasks/t.md'))).toBe(true);
  });

  test('keeps a config that is there, and obeys it', async () => {
    const config =
      '{ "project": "mine", "home": ".czar", "agent": "demo", "workers": { "one": {} } } // as it is\n';
    const czar = aCzar({ files: { 'czar.config.jsonc': config } });
    expectRan(await czar.run('init', '--yes'), {
      code: 0,
      out: 'kept czar.config.jsonc',
    });
    expect(czar.read('czar.config.jsonc')).toBe(config);
    expect(existsSync(join(czar.root, '.czar/work-queue.json'))).toBe(true);
    expect(existsSync(join(czar.root, 'czar.config.json'))).toBe(false);
    expectRan(await czar.run('status'), { code: 0, out: 'mine' });
  });

  test('in a folder of a monorepo makes that folder the project', async () => {
    const czar = aCzar({ files: { 'packages/web/index.js': '', 'packages/api/index.js': '' } });
    const web = join(czar.root, 'packages/web');
    expectRan(await czar.runIn(web, 'init', '--yes'), { code: 0 });
    expectRan(await czar.runIn(czar.root, 'init', '--yes', '-C', 'packages/api'), { code: 0 });
    expectRan(await czar.runIn(web, 'status'), { code: 0, out: 'web was never started' });
    expect(readFileSync(join(czar.root, '.git/info/exclude'), 'utf8')).toContain('/packages/web/.czar/');
    expectRan(await czar.run('status'), { code: 3 });
  });

  test('refuses a name that another project of the repository has', async () => {
    const czar = aCzar({ files: { 'a/web/index.js': '', 'b/web/index.js': '' } });
    expectRan(await czar.run('init', '--yes', '-C', 'a/web'), { code: 0 });
    expectRan(await czar.run('init', '--yes', '-C', 'b/web'), {
      code: 2,
      err: '"project"',
    });
    expect(existsSync(join(czar.root, 'b/web/work-queue.json'))).toBe(false);
  });

  test('says what a repository without a commit still needs', async () => {
    const czar = aCzar({ repository: 'empty' });
    expectRan(await czar.run('init', '--yes'), {
      code: 0,
      out: 'no commit',
    });
  });

  test.each([
    ['no repository', 'none', [], 'git init'],
    ['an agent that it cannot set up', 'committed', ['--agent', 'claude'], 'demo'],
  ] as const)('refuses %s', async (_what, repository, flags, says) => {
    const czar = aCzar({ repository });
    expectRan(await czar.run('init', '--yes', ...flags), {
      code: 2,
      err: says,
    });
    expect(existsSync(join(czar.root, 'work-queue.json'))).toBe(false);
  });

  test('refuses a bare repository and the git folder', async () => {
    const czar = aCzar();
    czar.git('clone', '--quiet', '--bare', czar.root, join(czar.base, 'bare.git'));
    for (const folder of [join(czar.base, 'bare.git'), join(czar.root, '.git')])
      expectRan(await czar.runIn(folder, 'init', '--yes'), { code: 2 });
  });

  test('tells of a file in the way of its folder', async () => {
    const czar = aCzar({ files: { 'tasks/chores.txt': 'x' } });
    writeFileSync(join(czar.root, '.czar'), '');
    expectRan(await czar.run('init', '--yes'), { code: 1, err: '.czar' });
  });
});
