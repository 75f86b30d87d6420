import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';

const verbs =
  'init demo start stop status needs why log peek attach diff pr add assign retry cancel nudge inject restart pause resume answer undo clean event'.split(
    ' ',
  );

const project = {
  'work-queue.json': JSON.stringify({
    primary_tasks: { engineer1: { status: 'pending', priority: 1 } },
    bonus_tasks: {},
  }),
  'czar.config.json': JSON.stringify({ project: 'shop', agent: 'demo' }),
  'tasks/engineer1.md': '# One\n',
};

test('every verb has a help with an example', async () => {
  const czar = aCzar({ repository: 'none' });
  const all = await czar.run('--help');
  expectRan(all, { code: 0, err: /^$/ });
  for (const verb of verbs) {
    expect(all.out).toMatch(new RegExp(`^ +${verb}\\b`, 'm'));
    const { code, out, err } = await czar.run(verb, '--help');
    expect({ verb, code, err }).toEqual({ verb, code: 0, err: '' });
    expect(out).toMatch(new RegExp(`\\$ czar ${verb}\\b`));
  }
});

test('the version is that of the package', async () => {
  expectRan(await aCzar({ repository: 'none' }).run('--version'), { code: 0, out: /^\d+\.\d+\.\d+\n$/ });
});

describe('outside a project', () => {
  test('three lines help, and the exit code is 3', async () => {
    const ran = await aCzar().run();
    expectRan(ran, { code: 3, out: /^$/ });
    expect(ran.err.trimEnd().split('\n')).toHaveLength(3);
  });

  test.each([['status'], ['stop'], ['start'], ['needs'], ['log'], ['clean'], ['pr'], ['pause']])(
    'czar %s says that there is no project',
    async (verb) => {
      expectRan(await aCzar().run(verb), { code: 3, err: 'czar init --yes' });
    },
  );

  test('nothing is written', async () => {
    const czar = aCzar();
    await czar.run('status');
    expect(czar.git('status', '--porcelain', '--ignored')).toBe('');
  });
});

describe('bad input', () => {
  test.each([
    ['an unknown verb', ['statsu'], 2, 'did you mean czar status'],
    ['an unknown option', ['status', '--nonsense'], 2, '--nonsense'],
    ['an unknown task', ['cancel', 'nothing'], 3, 'no task'],
    ['an unknown worker', ['peek', 'engineer11'], 3, 'did you mean engineer1'],
    ['no name at all', ['why', '../etc'], 2, 'letters'],
    ['a directory that is none', ['-C', 'nowhere', 'status'], 2, 'nowhere'],
    ['a file that is none', ['add', 't', '--file', 'nowhere.md'], 3, 'nowhere.md'],
    ['a task without a text', ['add', 't', '--text', ' '], 2, 'without a text'],
    ['a name that is taken', ['add', 'Engineer1', '--text', 'x'], 2, 'engineer1'],
    ['an event outside a session', ['event', 'idle'], 2, 'CZAR_EVENTS'],
    ['no terminal to attach', ['attach', 'engineer1'], 2, 'no terminal'],
    ['an answer to nothing', ['answer', '7', 'yes'], 3, ''],
    ['a check that is none', ['start', '--allow-red', 'lint'], 2, 'lint'],
  ])('%s is refused and changes nothing', async (_what, args, code, says) => {
    const czar = aCzar({ files: project });
    const ran = await czar.run(...args);
    expectRan(ran, { code, err: says });
    expect(czar.git('status', '--porcelain')).toBe('');
  });

  test('a file that is no text is refused', async () => {
    const czar = aCzar({ files: { ...project, 'a.bin': '\u0000' } });
    czar.write('b.bin', 'x'.repeat(1_000_001));
    expectRan(await czar.run('add', 't', '--file', 'b.bin'), { code: 2 });
    expectRan(await czar.run('add', 't', '--file', 'tasks'), { code: 2 });
    expect(czar.read('work-queue.json')).toBe(project['work-queue.json']);
  });
});

describe('the project', () => {
  test('is found from a folder below, through a link, and with -C', async () => {
    const czar = aCzar({ files: project });
    mkdirSync(join(czar.root, 'src/deep'), { recursive: true });
    symlinkSync(czar.root, join(czar.base, 'link'));
    for (const ran of [
      await czar.runIn(join(czar.root, 'src/deep'), 'status'),
      await czar.runIn(join(czar.base, 'link'), 'status'),
      await czar.runIn(czar.base, '-C', 'shop/src', 'status'),
      await czar.runIn(czar.base, 'status', '-C', 'shop'),
    ])
      expectRan(ran, { code: 0, out: 'shop was never started' });
  });

  test('takes new tasks, and shows nothing but what was committed', async () => {
    const czar = aCzar({ files: project });
    expectRan(await czar.run('add', 'cart', '--text', '# Cart\nTotals.', '--after', 'engineer1'), {
      code: 0,
    });
    expect(JSON.parse(czar.read('work-queue.json'))).toMatchObject({
      bonus_tasks: { cart: { status: 'pending', depends_on: ['engineer1'] } },
    });
    expect(czar.read('tasks/cart.md')).toBe('# Cart\nTotals.\n');
    expectRan(await czar.run('status', '--json'), { code: 0, out: /^null\n$/ });
    expectRan(await czar.run('log'), { code: 0, out: /^$/ });
    expectRan(await czar.run('stop', '--all'), { code: 0 });
    expectRan(await czar.run('clean', '--yes'), {
      code: 0,
      out: 'nothing to remove',
    });
  });

  test('keeps orders for the next start', async () => {
    const czar = aCzar({ files: project });
    expectRan(await czar.run('pause', 'engineer1'), {
      code: 0,
      out: 'kept',
    });
    expectRan(await czar.run('nudge', 'engineer1', 'hello'), { code: 3 });
  });

  test('is not commanded from inside a worker', async () => {
    const czar = aCzar({ files: project, env: { CZAR_WORKER: 'engineer1' } });
    expectRan(await czar.run('stop'), { code: 2 });
    expectRan(await czar.run('status'), { code: 0 });
  });

  test('leaves an event where the session says', async () => {
    const czar = aCzar({ files: project });
    const events = join(czar.base, 'events');
    mkdirSync(events);
    const inside = aCzar({ files: project, env: { CZAR_EVENTS: events, CZAR_WORKER: 'engineer1' } });
    expectRan(await inside.run('event', 'idle'), { code: 0, out: /^$/, err: /^$/ });
    expect(readdirSync(events).join(' ')).toMatch(/^\d+-[0-9a-f]+\.json$/);
  });
});
