import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copiedFrom, identifyProject } from '../../../../src/adapters/identity/identify.ts';
import { registerProject } from '../../../../src/adapters/identity/register.ts';
import { journalDir } from '../../../../src/adapters/identity/registry.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** A repository with these projects in it, as folders. */
function aRepository(...projects: readonly string[]): string {
  const top = join(temporaryFolder(), 'repo');
  mkdirSync(join(top, '.git'), { recursive: true });
  for (const name of projects) mkdirSync(join(top, name), { recursive: true });
  return top;
}

function at(top: string, project = '.'): { readonly commonDir: string; readonly root: string } {
  return { commonDir: join(top, '.git'), root: join(top, project) };
}

function projectsFile(top: string): string {
  return join(top, '.git', 'czar', 'projects.json');
}

describe('a project', () => {
  test('gets a random id at first sight and keeps it', async () => {
    const top = aRepository();
    const first = await identifyProject(at(top));
    expect(first.how).toBe('new');
    expect(first.id).toMatch(/^[0-9a-f]{12}$/);
    expect(await identifyProject(at(top))).toEqual({ id: first.id, how: 'known', movedFrom: null });
  });

  test('takes back the id that only refs know, unless there are several or another project has it', async () => {
    const [one, two] = ['0123456789ab', 'ba9876543210'] as const;
    const top = aRepository('a', 'b');
    expect((await identifyProject({ ...at(top), left: [one, two] })).id).not.toMatch(
      new RegExp(`${one}|${two}`),
    );
    expect((await identifyProject({ ...at(top, 'a'), left: [one] })).id).toBe(one);
    expect((await identifyProject({ ...at(top, 'b'), left: [one] })).id).not.toBe(one);
  });

  test('is the same by whatever path one comes to it', async () => {
    const top = aRepository();
    const link = join(temporaryFolder(), 'link');
    symlinkSync(top, link);
    const { id } = await identifyProject(at(top));
    expect((await identifyProject(at(link))).id).toBe(id);
  });

  test('has an id of its own beside others of the repository', async () => {
    const top = aRepository('a', 'b');
    const ids = [await identifyProject(at(top, 'a')), await identifyProject(at(top, 'b'))].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(2);
  });

  test('that many processes see for the first time at once gets one id', async () => {
    const top = aRepository('a', 'b');
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, index) => identifyProject(at(top, index % 2 === 0 ? 'a' : 'b'))),
    );
    expect(new Set(seen.map(({ id }) => id)).size).toBe(2);
    expect(seen.filter(({ how }) => how === 'new')).toHaveLength(2);
    expect(readdirSync(join(top, '.git', 'czar'))).toEqual(['projects.json']);
  });

  test('keeps its id when the repository is moved, also beside others', async () => {
    const top = aRepository('a', 'b');
    const a = await identifyProject(at(top, 'a'));
    const b = await identifyProject(at(top, 'b'));
    const elsewhere = join(temporaryFolder(), 'elsewhere');
    renameSync(top, elsewhere);
    expect(await identifyProject(at(elsewhere, 'b'))).toEqual({
      id: b.id,
      how: 'moved',
      movedFrom: join(top, 'b'),
    });
    expect((await identifyProject(at(elsewhere, 'a'))).id).toBe(a.id);
    expect((await identifyProject(at(elsewhere, 'a'))).how).toBe('known');
  });

  test('keeps its id when it is the only one and is moved within the repository', async () => {
    const top = aRepository('a');
    const { id } = await identifyProject(at(top, 'a'));
    renameSync(join(top, 'a'), join(top, 'renamed'));
    expect(await identifyProject(at(top, 'renamed'))).toMatchObject({ id, how: 'moved' });
  });

  test('does not take the id of another one that is gone', async () => {
    const top = aRepository('a', 'b');
    const a = await identifyProject(at(top, 'a'));
    const b = await identifyProject(at(top, 'b'));
    rmSync(join(top, 'a'), { recursive: true });
    mkdirSync(join(top, 'c'));
    const c = await identifyProject(at(top, 'c'));
    expect(c.how).toBe('new');
    expect([a.id, b.id]).not.toContain(c.id);
  });

  test('in a copied repository is another one', async () => {
    const top = aRepository();
    const { id } = await identifyProject(at(top));
    const copy = join(temporaryFolder(), 'copy');
    cpSync(top, copy, { recursive: true });
    const copied = await identifyProject(at(copy));
    expect(copied.how).toBe('new');
    expect(copied.id).not.toBe(id);
    expect(await copiedFrom(at(copy))).toBe(realpathSync(top));
    expect(await copiedFrom(at(top))).toBeNull();
  });

  test('may have the name of the one that it is a copy of', async () => {
    const top = aRepository();
    await identifyProject(at(top));
    await registerProject({ ...at(top), project: 'shop', branchPrefix: 'feat/shop-' });
    const copy = join(temporaryFolder(), 'copy');
    cpSync(top, copy, { recursive: true });
    await identifyProject(at(copy));
    await registerProject({ ...at(copy), project: 'shop', branchPrefix: 'feat/shop-' });
    expect((await identifyProject(at(copy))).how).toBe('known');
  });

  const entry = { id: '0123456789ab', root: '/a', place: '..', project: null, branchPrefix: null };
  const registry = (...projects: readonly object[]): string => JSON.stringify({ version: 1, projects });

  test.each([
    '',
    '{"version":1,"projects":[{"id":"../../x"}]}',
    '{"version":2}',
    '[]',
    '{"version":1}',
    registry({ ...entry, root: 'a' }),
    registry({ ...entry, root: 7 }),
    registry({ ...entry, project: {} }),
    registry(entry, { ...entry, root: '/b' }),
    registry(entry, { ...entry, id: 'ba9876543210' }),
  ])('is not guessed when the list of projects is %j, which stays as it is', async (content) => {
    const top = aRepository();
    mkdirSync(join(top, '.git', 'czar'));
    writeFileSync(projectsFile(top), content);
    await expect(identifyProject(at(top))).rejects.toMatchObject({ facts: { code: 'file-unreadable' } });
    expect(readFileSync(projectsFile(top), 'utf8')).toBe(content);
  });

  test('is found although a process died while it held the lock', async () => {
    const top = aRepository();
    mkdirSync(join(top, '.git', 'czar'));
    const lock = `${projectsFile(top)}.lock`;
    writeFileSync(lock, '');
    utimesSync(lock, 1, 1);
    expect((await identifyProject(at(top))).how).toBe('new');
  });
});

describe('the name of a project', () => {
  async function registered(top: string, project: string, name: string, branchPrefix = `feat/${name}-`) {
    await identifyProject(at(top, project));
    await registerProject({ ...at(top, project), project: name, branchPrefix });
  }

  test('can be registered again and changed', async () => {
    const top = aRepository('a');
    await registered(top, 'a', 'shop');
    await registered(top, 'a', 'shop');
    await registered(top, 'a', 'store');
    expect(JSON.parse(readFileSync(projectsFile(top), 'utf8'))).toMatchObject({
      projects: [{ project: 'store', branchPrefix: 'feat/store-' }],
    });
  });

  test.each([
    ['the same name', 'shop', 'x/', 'project'],
    ['the same name in other letters', 'SHOP', 'x/', 'project'],
    ['the same prefix', 'other', 'feat/shop-', 'git.branchPrefix'],
    ['a prefix that begins the other', 'other', 'feat/', 'git.branchPrefix'],
    ['a prefix that the other begins', 'other', 'feat/shop-two-', 'git.branchPrefix'],
    ['an empty prefix', 'other', '', 'git.branchPrefix'],
  ])('is refused to a second project: %s', async (_what, name, prefix, key) => {
    const top = aRepository('a', 'b');
    await registered(top, 'a', 'shop');
    const refusal: unknown = await registered(top, 'b', name, prefix).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ facts: { code: 'bad-input' } });
    expect(String(refusal)).toContain(`"${key}"`);
  });

  test('is free again when the project that had it is gone', async () => {
    const top = aRepository('a', 'b', 'c');
    await registered(top, 'a', 'shop');
    await registered(top, 'b', 'other');
    rmSync(join(top, 'a'), { recursive: true });
    await expect(registered(top, 'c', 'shop')).resolves.toBeUndefined();
  });
});

test('a project keeps what it has in a folder of its own in the common dir', () => {
  expect(journalDir('/r/.git', 'a1b2c3d4e5f6')).toBe('/r/.git/czar/a1b2c3d4e5f6');
});
