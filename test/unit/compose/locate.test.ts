import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { identifyProject } from '../../../src/adapters/identity/identify.ts';
import { registerProject } from '../../../src/adapters/identity/register.ts';
import { locateProject } from '../../../src/compose/locate.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type TestRepository, testRepository } from '../../support/git.ts';

const made: TestRepository[] = [];
afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

function repository(...files: readonly string[]): TestRepository {
  const repo = testRepository();
  made.push(repo);
  for (const file of files) repo.write(file, '{}');
  return repo;
}

async function rootFrom(dir: string): Promise<string | null> {
  return (await locateProject(dir))?.root ?? null;
}

describe('the root of a project', () => {
  test.each(['work-queue.json', 'czar.config.json', 'czar.config.jsonc', '.czar/work-queue.json'])(
    'is where %s lies',
    async (file) => {
      const repo = repository(file);
      const { root } = repo;
      repo.write('src/deep/file', '');
      expect(await rootFrom(root)).toBe(root);
      expect(await rootFrom(join(root, 'src/deep'))).toBe(root);
    },
  );

  test('is the nearest one', async () => {
    const { root } = repository('work-queue.json', 'packages/web/work-queue.json');
    expect(await rootFrom(join(root, 'packages/web'))).toBe(join(root, 'packages/web'));
    expect(await rootFrom(join(root, 'packages'))).toBe(root);
  });

  test('is never above the top of the repository', async () => {
    const repo = repository();
    const { root, base } = repo;
    repo.write('work-queue.json', '{}', base);
    expect(await rootFrom(root)).toBe(null);
  });

  test('is found through a link', async () => {
    const { root, base } = repository('work-queue.json');
    symlinkSync(root, join(base, 'link'));
    expect(await rootFrom(join(base, 'link'))).toBe(root);
  });

  test("is the project's own for whoever is in a worktree of a worker", async () => {
    const repo = repository('work-queue.json');
    repo.commit('a queue');
    await identifyProject({ commonDir: join(repo.root, '.git'), root: repo.root });
    repo.git('worktree', 'add', '-q', '--detach', '.czar/worktrees/engineer1');
    expect(await rootFrom(join(repo.root, '.czar/worktrees/engineer1'))).toBe(repo.root);
  });

  test("is the person's own worktree where they work beside the project", async () => {
    const repo = repository('work-queue.json');
    repo.commit('a queue');
    await identifyProject({ commonDir: join(repo.root, '.git'), root: repo.root });
    repo.git('worktree', 'add', '-q', '--detach', join(repo.base, 'beside'));
    expect(await rootFrom(join(repo.base, 'beside'))).toBe(join(repo.base, 'beside'));
  });

  test('stays one while its files are away, once it was started', async () => {
    const { root } = repository();
    const place = { commonDir: join(root, '.git'), root };
    await identifyProject(place);
    expect(await rootFrom(root)).toBe(null);
    await registerProject({ ...place, project: 'shop', branchPrefix: 'feat/shop-' });
    expect(await rootFrom(root)).toBe(root);
  });
});

test('a folder without a repository is none, and with a queue it is a mistake', async () => {
  const folder = temporaryFolder();
  expect(await rootFrom(folder)).toBe(null);
  mkdirSync(join(folder, '.czar'));
  const queue = temporaryFolder();
  symlinkSync('/dev/null', join(queue, 'work-queue.json'));
  await expect(locateProject(queue)).rejects.toMatchObject({ facts: { code: 'bad-input' } });
});

test('a directory that is none is refused', async () => {
  await expect(locateProject(join(temporaryFolder(), 'nowhere'))).rejects.toMatchObject({
    facts: { code: 'bad-input' },
  });
});
