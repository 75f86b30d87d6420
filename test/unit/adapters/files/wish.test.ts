import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, saying, tempProject } from './project.ts';
import { samples } from './samples.ts';

const queueOf = (bonus: Record<string, unknown>, primary: Record<string, unknown> = {}) =>
  json({ primary_tasks: primary, bonus_tasks: bonus });

describe('the sample files', () => {
  test('load as they are, without a problem', async () => {
    const project = tempProject({
      'work-queue.json': samples.queue,
      'dependencies.json': samples.dependencies,
    });
    const wish = await (await project.open()).wish();
    expect(wish.problems).toEqual([]);
    expect([...wish.tasks.keys()]).toEqual([
      'engineer1',
      'engineer2',
      'engineer3',
      'engineer4',
      'qa',
      'docs',
      'engineer1_review',
      'qa_performance',
      'integration_testing',
    ]);
    expect(wish.tasks.get('engineer2')).toMatchObject({
      kind: 'primary',
      assignee: 'engineer2',
      status: 'in_progress',
      priority: 1,
      after: ['engineer1'],
      textFile: null,
      title: 'engineer2',
    });
    expect(wish.tasks.get('integration_testing')).toMatchObject({
      kind: 'bonus',
      assignee: null,
      after: ['engineer1', 'engineer2', 'engineer3'],
      textFile: null,
    });
    expect(wish.dependencyFields.get('engineer2')).toEqual({
      status: 'waiting',
      notified: [],
      waitingSince: '2025-11-27T22:00:00Z',
    });
    expect(wish.dependencyFields.get('engineer1')?.notified).toEqual(['engineer2', 'engineer3', 'engineer4']);
  });

  test('a task file gives what the queue leaves open', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({ 'cart-totals': { status: 'pending' }, 'cart-model': {} }),
      'tasks/cart-totals.md': samples.task,
    });
    const files = await project.open();
    const wish = await files.wish();
    expect(wish.problems).toEqual([]);
    expect(wish.tasks.get('cart-totals')).toMatchObject({
      title: 'Cart totals with tax',
      priority: 10,
      assignee: null,
      after: ['cart-model'],
      checks: [{ name: 'cart', run: 'npm test -- cart', timeoutMs: 600_000 }],
      textFile: 'tasks/cart-totals.md',
    });
    const text = await files.text('cart-totals');
    expect(text?.text.startsWith('# Cart totals with tax\n')).toBe(true);
    expect(text?.text).toContain('- no currency conversion');
    expect(text?.file).toBe('tasks/cart-totals.md');
  });
});

describe('edges', () => {
  test('of all sources are united', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({
        a: {},
        b: {},
        c: {},
        d: { depends_on: ['a'], task_file: 'tasks/d.md' },
      }),
      'dependencies.json': json({ d: { blocked_by: ['b', 'a'] }, c: { blocks: ['d'] } }),
      'tasks/d.md': '---\nafter: [a, b]\n---\ntext\n',
    });
    const wish = await (await project.open()).wish();
    expect(wish.tasks.get('d')?.after).toEqual(['a', 'b', 'c']);
    expect(wish.problems).toEqual([]);
  });

  test('to itself are left out, to unknown names stay and are told with their place', async () => {
    const queue = queueOf({ cart: { depends_on: ['cart', 'crat'] }, crate: {} });
    const project = tempProject({ 'work-queue.json': queue });
    const wish = await (await project.open()).wish();
    expect(wish.tasks.get('cart')?.after).toEqual(['crat']);
    const lines = queue.split('\n');
    const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;
    expect(wish.problems).toMatchObject([
      {
        file: 'work-queue.json',
        message: saying('cannot wait for itself'),
        tasks: ['cart'],
      },
      {
        line: lineOf('"crat"'),
        column: 9,
        message: saying(/no task is called "crat"; did you mean "ca?r/),
        tasks: ['cart'],
      },
    ]);
  });

  test('with a name that can be no task hold the task', async () => {
    const project = tempProject({ 'work-queue.json': queueOf({ a: { depends_on: ['../b'] }, b: {} }) });
    const wish = await (await project.open()).wish();
    expect(wish.tasks.get('a')).toMatchObject({ after: [], hold: true });
    expect(wish.tasks.get('b')?.hold).toBe(false);
    expect(wish.problems).toHaveLength(1);
  });
});

describe('entries', () => {
  test('with bad or taken names are left out, the rest goes on', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({ ENGINEER1: {}, 'my task': {}, ok: {}, ok2: {} }, { engineer1: {} }),
    });
    const wish = await (await project.open()).wish();
    expect([...wish.tasks.keys()]).toEqual(['engineer1', 'ok', 'ok2']);
    expect(wish.queue.state).toBe('good');
    expect(wish.problems.map(({ line, message }) => [line, message.replace(/:.*/, '')])).toEqual([
      [6, 'bonus_tasks.ENGINEER1'],
      [7, 'bonus_tasks.my task'],
    ]);
  });

  test('with names of digits keep their place', async () => {
    const project = tempProject({
      'work-queue.json': '{"bonus_tasks": {"b": {}, "10": {}, "9": {}, "a": {}}}',
    });
    const wish = await (await project.open()).wish();
    expect([...wish.tasks.keys()]).toEqual(['b', '10', '9', 'a']);
    expect(wish.tasks.get('9')?.order).toBe(2);
  });

  test('named like properties of every object are tasks like others', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({ constructor: { depends_on: ['toString'] }, toString: {} }),
    });
    const wish = await (await project.open()).wish();
    expect(wish.tasks.get('constructor')?.after).toEqual(['toString']);
    expect(wish.problems).toEqual([]);
  });

  test('with an assignee that is no worker are told', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({ a: { assignee: 'engineer' } }, { engineer1: {} }),
    });
    const wish = await (await project.open()).wish();
    expect(wish.tasks.get('a')?.assignee).toBe('engineer');
    expect(wish.problems).toMatchObject([{ tasks: ['a'], message: saying('did you mean "engineer1"?') }]);
  });
});

describe('a file that breaks the schema', () => {
  const good = queueOf({ a: { priority: 1 }, b: {} });
  const bad = queueOf({ a: { priority: 'high', status: 'complet' }, b: {} });

  test('changes nothing, and says where and what was expected', async () => {
    const project = tempProject({ 'work-queue.json': good });
    const files = await project.open();
    await files.wish();
    project.put('work-queue.json', bad);
    const wish = await files.wish();
    expect(wish.queue.state).toBe('broken');
    expect(wish.tasks.get('a')?.priority).toBe(1);
    expect(wish.problems).toMatchObject([
      {
        file: 'work-queue.json',
        line: 6,
        column: 17,
        message: saying('did you mean "complete"?'),
        tasks: ['a'],
      },
      {
        line: 5,
        column: 19,
        message: 'bonus_tasks.a.priority: expected a number, found "high"',
        tasks: ['a'],
      },
    ]);
  });

  test('leaves the last good version in force over a restart', async () => {
    const project = tempProject({ 'work-queue.json': good });
    await (await project.open()).wish();
    project.put('work-queue.json', good.slice(0, 30));
    const wish = await (await project.open()).wish();
    expect(wish.queue.state).toBe('broken');
    expect([...wish.tasks.keys()]).toEqual(['a', 'b']);
    expect(wish.problems).toMatchObject([{ file: 'work-queue.json', line: 3 }]);
  });

  test('gives, without any good version, what can be understood, and holds the rest', async () => {
    const project = tempProject({ 'work-queue.json': bad });
    const wish = await (await project.open()).wish();
    expect(wish.tasks.get('a')).toMatchObject({ hold: true, priority: 100 });
    expect(wish.tasks.get('b')?.hold).toBe(false);
  });

  test('a missing file leaves it in force too', async () => {
    const project = tempProject({ 'work-queue.json': good });
    const files = await project.open();
    await files.wish();
    rmSync(join(project.root, 'work-queue.json'));
    const wish = await files.wish();
    expect(wish.queue).toEqual({ state: 'missing' });
    expect(wish.tasks.size).toBe(2);
    expect(wish.problems).toMatchObject([{ message: saying('stays in force') }]);
  });

  test('is good again as soon as it is', async () => {
    const project = tempProject({ 'work-queue.json': bad });
    const files = await project.open();
    await files.wish();
    project.put('work-queue.json', good);
    expect((await files.wish()).problems).toEqual([]);
  });
});

describe('hostile files', () => {
  const deep = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  test.each([
    ['a key that names the prototype', '{"bonus_tasks": {"a": {"__proto__": {"polluted": 1}}}}', '__proto__'],
    ['a key that occurs twice', '{"bonus_tasks": {"a": {}, "a": {}}}', 'occurs twice'],
    ['a million levels', deep(1_000_000), 'nested deeper'],
    ['a million levels of objects', '{"a":'.repeat(1_000_000), 'nested deeper'],
    ['a list', '[]', 'expected an object'],
    ['nothing', '', 'the file is empty'],
    ['a number that is none', '{"bonus_tasks": {"a": {"priority": NaN}}}', 'not a value'],
    ['a number without end', '{"bonus_tasks": {"a": {"priority": 1e999}}}', 'found Infinity'],
  ])('%s is a problem, not a crash', async (_what, content, says) => {
    const project = tempProject({ 'work-queue.json': content });
    const wish = await (await project.open()).wish();
    expect(wish.queue.state).toBe('broken');
    expect(wish.problems[0]?.message).toContain(says);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('bytes that are not UTF-8 are a problem', async () => {
    const project = tempProject();
    writeFileSync(join(project.root, 'work-queue.json'), Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
    expect((await (await project.open()).wish()).problems[0]?.message).toBe('it is not UTF-8 text');
  });

  test('a file over 50 MB is not read', async () => {
    const project = tempProject();
    writeFileSync(join(project.root, 'work-queue.json'), Buffer.alloc(50_000_001, 0x20));
    expect((await (await project.open()).wish()).problems[0]?.message).toBe('it is larger than 50 MB');
  });

  test('a byte order mark is no error', async () => {
    const project = tempProject({ 'work-queue.json': `\uFEFF${queueOf({ a: {} })}` });
    const wish = await (await project.open()).wish();
    expect(wish.problems).toEqual([]);
    expect(wish.tasks.size).toBe(1);
  });

  test('a queue that is a link out of the project is refused', async () => {
    const project = tempProject();
    writeFileSync(join(project.outside, 'q.json'), queueOf({ a: {} }));
    symlinkSync(join(project.outside, 'q.json'), join(project.root, 'work-queue.json'));
    const wish = await (await project.open()).wish();
    expect(wish.tasks.size).toBe(0);
    expect(wish.problems[0]?.message).toBe('it lies outside the project');
  });
});

describe('the text of a task', () => {
  test('is looked for in the root, in tasks/, then under its id', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({
        a: { task_file: 'A.txt' },
        b: { task_file: 'B.txt' },
        c: {},
        d: {},
        e: {},
        f: { task_file: 'none.txt' },
      }),
      'A.txt': 'root',
      'tasks/A.txt': 'tasks',
      'tasks/B.txt': 'b',
      'tasks/c.md': 'c',
      'tasks/c.txt': 'not c',
      'tasks/d.txt': 'd',
      'tasks/other.md': 'nobody names me',
      'tasks/README.md': 'about tasks',
    });
    const files = await project.open();
    const wish = await files.wish();
    expect([...wish.tasks.values()].map(({ textFile }) => textFile)).toEqual([
      'A.txt',
      'tasks/B.txt',
      'tasks/c.md',
      'tasks/d.txt',
      null,
      null,
    ]);
    expect(wish.notQueued).toEqual(['tasks/A.txt', 'tasks/other.md']);
    expect((await files.text('a'))?.text).toBe('root');
    expect(await files.text('f')).toBeNull();
    expect(await files.text('unknown')).toBeNull();
  });

  test('that is not where the queue says is a problem, and says what is taken instead', async () => {
    const queue = queueOf({ a: { task_file: 'docs/a.md' }, b: { task_file: 'docs/b.md' } });
    const project = tempProject({ 'work-queue.json': queue, 'tasks/a.md': 'a' });
    const { problems, tasks } = await (await project.open()).wish();
    expect(tasks.get('a')?.textFile).toBe('tasks/a.md');
    expect(tasks.get('b')).toMatchObject({ textFile: null, textWanted: 'docs/b.md' });
    expect(problems.map(({ message }) => message)).toEqual([
      'bonus_tasks.a.task_file: there is no file "docs/a.md" in the project or its tasks/; tasks/a.md is taken instead',
    ]);
  });

  test('has a title of one bounded line, wherever it is written', async () => {
    const nasty = `Cart\u001b[2J\n\ttotals\u202e ${'x'.repeat(500)}`;
    const project = tempProject({
      'work-queue.json': queueOf({ a: { title: nasty }, b: {}, c: { title: ' \n ' } }),
      'tasks/a.md': 'a',
      'tasks/b.md': `---\ntitle: ${JSON.stringify(nasty)}\n---\ntext\n`,
    });
    const { tasks } = await (await project.open()).wish();
    const [a = '', b, c] = [...tasks.values()].map(({ title }) => title);
    expect(a).toMatch(/^Cart\[2J totals x+…$/);
    expect(a).toHaveLength(200);
    expect(b).toBe(a);
    expect(c).toBe('c');
  });

  test.each([
    ['a way up', '../outside/secret'],
    ['the root of the machine', '/etc/passwd'],
    ['a way up further on', 'tasks/../../outside/secret'],
    ['a path with NUL', 'a\0b'],
    ['the home of the user', '~/secret'],
    ['a way up with backslashes', '..\\outside\\secret'],
    ['an empty path', ''],
    ['a very long path', 'x'.repeat(2_000)],
  ])('is not taken from %s', async (_what, path) => {
    const project = tempProject({ 'work-queue.json': queueOf({ a: { task_file: path } }) });
    writeFileSync(join(project.outside, 'secret'), 'canary');
    const files = await project.open();
    const wish = await files.wish();
    expect(wish.tasks.get('a')?.textFile).toBeNull();
    expect(await files.text('a')).toBeNull();
    expect(wish.problems.length).toBeGreaterThan(0);
  });

  test.each(['%2e%2e/outside/secret', '．．/outside/secret', '․․/outside/secret'])(
    'is sought literally at %j',
    async (path) => {
      const project = tempProject({ 'work-queue.json': queueOf({ a: { task_file: path } }) });
      writeFileSync(join(project.outside, 'secret'), 'canary');
      expect(await (await project.open()).text('a')).toBeNull();
    },
  );

  test('is refused when a link leads out of the project, by the file or by its folder', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({ a: {}, b: { task_file: 'docs/secret' } }),
      'tasks/x.md': 'x',
    });
    writeFileSync(join(project.outside, 'secret'), '# canary');
    symlinkSync(join(project.outside, 'secret'), join(project.root, 'tasks/a.md'));
    symlinkSync(project.outside, join(project.root, 'docs'));
    const files = await project.open();
    const wish = await files.wish();
    expect([...wish.tasks.values()].map(({ title, textFile }) => [title, textFile])).toEqual([
      ['a', null],
      ['b', null],
    ]);
    await expect(files.text('a')).rejects.toThrow('outside the project');
    expect(await files.text('b')).toBeNull();
  });

  test('is not taken from a worktree of a worker or from git', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({
        a: { task_file: '.czar/worktrees/engineer1/tasks/a.md' },
        b: { task_file: '.git/config' },
      }),
      '.czar/worktrees/engineer1/tasks/a.md': 'canary',
      '.git/config': 'canary',
    });
    const files = await project.open();
    expect(await files.text('a')).toBeNull();
    expect(await files.text('b')).toBeNull();
  });

  test('is none when the file is a folder or empty', async () => {
    const project = tempProject({ 'work-queue.json': queueOf({ a: {}, b: {} }), 'tasks/b.md': '' });
    mkdirSync(join(project.root, 'tasks/a.md'));
    const wish = await (await project.open()).wish();
    expect([...wish.tasks.values()].map(({ textFile }) => textFile)).toEqual([null, null]);
  });

  test('follows an edit that keeps size and time', async () => {
    const project = tempProject({ 'work-queue.json': queueOf({ a: {} }), 'tasks/a.md': '# one\n' });
    const files = await project.open();
    expect((await files.wish()).tasks.get('a')?.title).toBe('one');
    project.put('tasks/a.md', '# two\n');
    expect((await files.wish()).tasks.get('a')?.title).toBe('two');
  });

  test('names servers, unless the queue does', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({ a: {}, b: { mcp: ['web'] }, c: {} }),
      'tasks/a.md': '---\nmcp: [docs]\n---\n# A\n',
      'tasks/b.md': '---\nmcp: [docs]\n---\n# B\n',
      'tasks/c.md': '# C\n',
    });
    const { tasks } = await (await project.open()).wish();
    expect([...tasks.values()].map(({ mcp }) => mcp)).toEqual([['docs'], ['web'], undefined]);
  });

  test('with front matter that does not parse holds the task', async () => {
    const project = tempProject({
      'work-queue.json': queueOf({ a: {}, b: {}, c: {} }),
      'tasks/a.md': '---\nafter: [b\n---\n# A\n',
      'tasks/b.md': '---\nafter: 7\n---\n# B\n',
      'tasks/c.md': '---\nnot front matter\n---\n# C\n',
    });
    const wish = await (await project.open()).wish();
    expect([...wish.tasks.values()].map(({ title, hold }) => [title, hold])).toEqual([
      ['A', true],
      ['B', true],
      ['C', false],
    ]);
    expect(wish.problems).toMatchObject([
      { file: 'tasks/a.md', tasks: ['a'] },
      { file: 'tasks/b.md', line: 2, column: 8, message: 'after: expected a list, found 7', tasks: ['b'] },
    ]);
  });
});

test('an unchanged project gives the same wish again', async () => {
  const project = tempProject({ 'work-queue.json': samples.queue, 'tasks/qa.md': '# QA' });
  const files = await project.open();
  expect(await files.wish()).toBe(await files.wish());
});
