import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compiledSources } from '../support/compiled-sources.ts';
import { json, tempProject } from '../unit/adapters/files/project.ts';
import { describeProjectFiles } from './files-suite.ts';

describeProjectFiles('the files of a folder', async (start) => {
  const project = tempProject(start);
  const files = await project.open();
  const at = (path: string) => join(project.root, path);
  return {
    files,
    put: (path, text) => project.put(path, text),
    get: (path) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : null),
    remove: (path) => rmSync(at(path)),
  };
});

const run = promisify(execFile);

const queue = json({ bonus_tasks: { a: { status: 'pending' } } });

describe('a write', () => {
  test('keeps the mode of the file and leaves nothing beside it', async () => {
    const project = tempProject({ 'work-queue.json': queue });
    chmodSync(join(project.root, 'work-queue.json'), 0o664);
    const files = await project.open();
    await files.wish();
    expect((await files.writeBack([{ task: 'a', status: 'ready' }])).wrote).toBe('yes');
    expect(statSync(join(project.root, 'work-queue.json')).mode & 0o777).toBe(0o664);
    expect(readdirSync(project.root)).toEqual(['work-queue.json']);
    expect(readdirSync(project.stateDir)).toEqual(['last-good']);
  });

  test('keeps line ends, byte order mark and a missing last newline', async () => {
    const text = `\uFEFF${queue.trimEnd().replaceAll('\n', '\r\n')}`;
    const project = tempProject({ 'work-queue.json': text });
    const files = await project.open();
    await files.wish();
    await files.writeBack([{ task: 'a', status: 'ready', assignee: 'w' }]);
    const expected = text.replace('"pending"', '"ready",\r\n      "assignee": "w"');
    expect(readFileSync(join(project.root, 'work-queue.json'), 'utf8')).toBe(expected);
  });

  test('goes through a link inside the project, and never through one out of it', async () => {
    const project = tempProject({ 'plans/queue.json': queue });
    const link = join(project.root, 'work-queue.json');
    symlinkSync('plans/queue.json', link);
    const files = await project.open();
    await files.wish();
    expect((await files.writeBack([{ task: 'a', status: 'ready' }])).wrote).toBe('yes');
    expect(readFileSync(join(project.root, 'plans/queue.json'), 'utf8')).toContain('"ready"');
    const secret = join(project.outside, 'queue.json');
    writeFileSync(secret, queue);
    rmSync(link);
    symlinkSync(secret, link);
    await files.wish();
    expect((await files.writeBack([{ task: 'a', status: 'complete' }])).wrote).toBe('off');
    await expect(files.edit({ do: 'set', task: 'a', priority: 1 })).rejects.toMatchObject({
      facts: { code: 'file-unreadable' },
    });
    expect(readFileSync(secret, 'utf8')).toBe(queue);
  });

  test('of a text goes to no folder out of the project', async () => {
    const project = tempProject({ 'work-queue.json': queue });
    symlinkSync(project.outside, join(project.root, 'tasks'));
    const files = await project.open();
    await expect(
      files.edit({ do: 'add', task: 'b', text: 'x', priority: 1, assignee: null, after: [], title: null }),
    ).rejects.toMatchObject({ facts: { code: 'bad-input' } });
    expect(readdirSync(project.outside)).toEqual([]);
  });
});

test('a project without its folder is not found', async () => {
  const project = tempProject();
  await expect(project.open({ home: join(project.root, '.czar') })).rejects.toMatchObject({
    facts: { code: 'not-found' },
  });
});

test('edits of several at once all arrive', async () => {
  const project = tempProject({ 'work-queue.json': queue });
  const [one, two] = await Promise.all([project.open(), project.open()]);
  const add = (task: string) =>
    ({ do: 'add', task, text: task, priority: 1, assignee: null, after: [], title: null }) as const;
  const names = Array.from({ length: 10 }, (_, index) => `task-${index}`);
  for (const name of names) {
    await Promise.all([one.edit(add(name)), two.edit(add(`${name}-b`))]);
  }
  const wish = await one.wish();
  expect(wish.problems).toEqual([]);
  expect(wish.tasks.size).toBe(21);
});

test('a hundred thousand tasks load, change and are written back, large texts in a thread of their own', async () => {
  const bonus = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [
      `task-${index}`,
      { assignee: null, status: 'pending', depends_on: index === 0 ? [] : [`task-${index - 1}`] },
    ]),
  );
  const project = tempProject({ 'work-queue.json': json({ bonus_tasks: bonus }) });
  const script = join(import.meta.dirname, '../support/load-project.mjs');
  const output = await run(process.execPath, [script, compiledSources(), project.root, project.stateDir]);
  const said: unknown = JSON.parse(output.stdout);
  expect(said).toMatchObject({
    tasks: 100_000,
    problems: 0,
    wrote: 'yes',
    changed: 5_000,
    // One decodes, one edits; what was written is not decoded again.
    threads: 2,
    again: true,
  });
  // Two seconds on a quiet machine; the bound is for a busy one.
  expect(said).toHaveProperty(
    'loadMs',
    expect.toSatisfy((ms: number) => ms < 20_000),
  );
});
