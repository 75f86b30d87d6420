import { describe, expect, test } from 'vitest';
import type { JournalLine } from '../../../../src/domain/entry.ts';
import {
  counts,
  emptyWorld,
  finishedWorld,
  noon,
  pullRequest,
  question,
  sixWorkersWorld,
  taskRow,
  workerRow,
} from '../../views/worlds.ts';
import { czar, machine, type FakeMachine } from './fake-io.ts';

function showing(snapshot = sixWorkersWorld(), more: Partial<FakeMachine> = {}): FakeMachine {
  return machine({ pictures: [{ from: 0, snapshot }], ...more });
}

describe('status', () => {
  test('prints the whole picture', async () => {
    const { code, out, err } = await czar(showing(), 'status');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')[0]).toBe('shop  running 8h41m, seen 1s ago   omnibus #58 draft, 9 of 16 merged');
    expect(out).not.toContain('\u001b');
  });

  test('is in colour on a terminal that wants it', async () => {
    expect((await czar(showing(sixWorkersWorld(), { terminal: true, color: true }), 'status')).out).toContain(
      '\u001b[31mSTUCK',
    );
    expect((await czar(showing(sixWorkersWorld(), { terminal: true }), 'status')).out).not.toContain(
      '\u001b',
    );
    expect((await czar(showing(sixWorkersWorld(), { color: true }), 'status')).out).not.toContain('\u001b');
  });

  test('--json is the snapshot, with how it was come by', async () => {
    const { out } = await czar(showing(), 'status', '--json');
    expect(JSON.parse(out)).toEqual({ ...sixWorkersWorld(), seen: 'alive' });
  });

  test('shows the last picture of a dead supervisor, and exits 0', async () => {
    const { code, out } = await czar(
      showing(sixWorkersWorld(), { supervisor: 'down', now: noon + 179_000 }),
      'status',
    );
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe('czar is not running: last seen 3m ago (czar start)');
  });

  test('says when somebody holds the project and does not answer', async () => {
    const { code, out } = await czar(showing(sixWorkersWorld(), { supervisor: 'silent' }), 'status');
    expect(code).toBe(0);
    expect(out).toMatch(/^czar does not answer/);
  });

  test('of a project that never ran is one line, and null as data', async () => {
    const on = machine({ supervisor: 'down' });
    expect((await czar(on, 'status')).out).toBe('czar is not running: shop was never started (czar start)\n');
    expect((await czar(on, 'status', '--json')).out).toBe('null\n');
    expect((await czar(on, 'status', '--idle')).out).toBe('');
  });

  test.each([
    ['all is fine', emptyWorld(), 'running', 0],
    ['something needs you', sixWorkersWorld(), 'running', 4],
    ['nobody runs', sixWorkersWorld(), 'down', 3],
    ['nobody answers', emptyWorld(), 'silent', 3],
  ] as const)('--check when %s', async (_what, snapshot, supervisor, code) => {
    expect((await czar(showing(snapshot, { supervisor }), 'status', '--check')).code).toBe(code);
  });

  test('--watch into a pipe prints the page every second until interrupted', async () => {
    const on = showing(emptyWorld(), { interruptAt: noon + 5_000 });
    const { code, out } = await czar(on, 'status', '--watch');
    expect(code).toBe(130);
    const pages = out.match(/^shop {2}running/gm)?.length ?? 0;
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThanOrEqual(5);
  });

  test('--watch on a terminal writes the page once, and then its changed lines alone', async () => {
    const on = showing(sixWorkersWorld(), { terminal: true, rows: 60, interruptAt: noon + 20_000 });
    on.pictures.push({ from: noon + 10_000, snapshot: { ...sixWorkersWorld(), restarts: 7 } });
    const { out } = await czar(on, 'status', '--watch');
    expect(out.match(/^engineer1 /gm)).toHaveLength(1);
    expect(out).toContain('7 restarts');
    expect(out).not.toContain('\u001b[2J');
    expect(out).not.toContain('\u001b[H');
  });

  test('--watch says every second how old the picture is while nobody runs', async () => {
    const world = sixWorkersWorld();
    const on = showing(world, {
      terminal: true,
      supervisor: 'down',
      heardAt: noon,
      interruptAt: noon + 30_000,
    });
    const { out } = await czar(on, 'status', '--watch');
    expect(out).toContain('czar is not running: last seen 2s ago (czar start)');
    expect(out).toContain('czar is not running: last seen 29s ago (czar start)');
  });

  test('--watch on a small terminal shows what there is room for', async () => {
    const on = showing(sixWorkersWorld(), { terminal: true, rows: 8, interruptAt: noon + 2_000 });
    const { out } = await czar(on, 'status', '--watch');
    const [first = ''] = out.split(/(?<=more lines: czar status\n)/);
    expect(first.split('\n')).toHaveLength(8);
    expect(first).toMatch(/… \d+ more lines: czar status\n$/);
  });

  test('--watch --json prints a line for each picture, and none for a sign of life', async () => {
    const on = showing(emptyWorld(), { interruptAt: noon + 20_000 });
    on.pictures.push({ from: noon + 10_000, snapshot: emptyWorld({ restarts: 7 }) });
    const lines = (await czar(on, 'status', '--watch', '--json')).out.trimEnd().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { ...emptyWorld(), seen: 'alive' },
      { ...emptyWorld({ restarts: 7 }), seen: 'alive' },
    ]);
  });

  test('--idle and --stuck list workers for scripts', async () => {
    const world = emptyWorld({
      workers: [
        workerRow('a'),
        workerRow('b', { activity: 'working', health: 'slow', task: 'x' }),
        workerRow('c', { quarantined: 'crashed 5 times' }),
      ],
    });
    expect((await czar(showing(world), 'status', '--idle')).out).toBe('a  idle  1m\n');
    expect((await czar(showing(world), 'status', '--stuck')).out).toBe('b  slow  x  1m\nc  out  1m\n');
    expect((await czar(showing(world), 'status', '--idle', '--stuck')).code).toBe(2);
    const rows: unknown = JSON.parse((await czar(showing(world), 'status', '--idle', '--json')).out);
    expect(rows).toEqual([world.workers[0]]);
  });

  test('--refresh needs somebody who looks', async () => {
    const on = showing();
    expect((await czar(on, 'status', '--refresh')).code).toBe(0);
    expect(on.refreshed).toBe(1);
    expect((await czar(showing(sixWorkersWorld(), { supervisor: 'down' }), 'status', '--refresh')).code).toBe(
      3,
    );
  });
});

describe('needs', () => {
  test('lists the questions and the commands that answer them', async () => {
    const { code, out } = await czar(showing(), 'needs');
    expect(code).toBe(0);
    expect(out).toContain('1  api-auth  checks fail  asked 10:56, 1h04m ago\n');
    expect(out).toContain('    czar answer 1 retry   begin a new attempt\n');
  });

  test('says when there is nothing', async () => {
    expect((await czar(showing(emptyWorld()), 'needs')).out).toBe('nothing needs you\n');
  });

  test('--json is the list of questions', async () => {
    expect(JSON.parse((await czar(showing(), 'needs', '--json')).out)).toEqual(sixWorkersWorld().questions);
  });

  test('shows the last questions of a dead supervisor and says so', async () => {
    const { code, out, err } = await czar(showing(sixWorkersWorld(), { supervisor: 'down' }), 'needs');
    expect(code).toBe(0);
    expect(out).toContain('czar answer 2');
    expect(err).toContain('questions of the last run');
  });
});

function decided(
  seq: number,
  worker: string,
  why: string,
): { readonly from: number; readonly line: JournalLine } {
  const facts = [{ type: 'worker.released', worker } as const];
  const entry = {
    type: 'decided',
    at: noon,
    cause: `c${seq}`,
    rule: 'recovery',
    why,
    evidence: [],
    facts,
  } as const;
  return { from: 0, line: { seq, epoch: 1, entry } };
}

describe('log', () => {
  test('prints the newest lines', async () => {
    const on = machine({
      journal: [decided(1, 'qa', 'first'), decided(2, 'qa', 'second'), decided(3, 'engineer1', 'third')],
    });
    const { code, out } = await czar(on, 'log', '-n', '2');
    expect(code).toBe(0);
    expect(out).toBe(
      '12:00:00  decided  qa                      recovery: second\n12:00:00  decided  engineer1               recovery: third\n',
    );
  });

  test('leaves out looks at screens, which programs get', async () => {
    const look = {
      type: 'intent',
      at: noon,
      cause: 'c2',
      key: 'look/qa',
      action: {
        kind: 'look',
        lane: 'keys:qa',
        worker: 'qa',
        generation: 1,
        rule: 'looking',
        why: 'in doubt',
        evidence: [],
      },
    } as const;
    const line = { seq: 2, epoch: 1, entry: look };
    const on = machine({ journal: [decided(1, 'qa', 'first'), { from: 0, line }] });
    expect((await czar(on, 'log')).out).toBe('12:00:00  decided  qa                      recovery: first\n');
    expect((await czar(on, 'log', '--json')).out).toContain('"what":"look"');
  });

  test('filters by worker, and prints one object per line', async () => {
    const on = machine({ journal: [decided(1, 'qa', 'first'), decided(2, 'engineer1', 'second')] });
    const { out } = await czar(on, 'log', '--worker', 'qa', '--json');
    expect(
      out
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      {
        seq: 1,
        at: noon,
        worker: 'qa',
        task: null,
        kind: 'decided',
        cause: 'c1',
        decision: null,
        what: 'recovery',
        why: 'first',
        evidence: [],
      },
    ]);
  });

  test('-f adds what comes in, each line once, until interrupted', async () => {
    const on = machine({
      journal: [decided(1, 'qa', 'before'), { ...decided(2, 'qa', 'later'), from: noon + 1_200 }],
      interruptAt: noon + 3_000,
    });
    const { code, out } = await czar(on, 'log', '-f');
    expect(code).toBe(130);
    expect(out.match(/before/g)).toHaveLength(1);
    expect(out.match(/later/g)).toHaveLength(1);
  });

  test.each(['0', '-3', 'many', '1e9'])('refuses -n %s', async (count) => {
    expect((await czar(machine(), 'log', '-n', count)).code).toBe(2);
  });
});

describe('peek', () => {
  const peeks = [
    { from: 0, peek: { source: 'screen', lines: ['one', 'two \u001b[31m', '', ''] } },
    { from: noon + 900, peek: { source: 'screen', lines: ['two \u001b[31m', 'three', ''] } },
  ] as const;

  test('prints the screen without what is dangerous in it', async () => {
    expect((await czar(machine({ peeks: [...peeks] }), 'peek', 'qa')).out).toBe('one\ntwo \\u{1b}[31m\n');
    expect((await czar(machine({ peeks: [...peeks] }), 'peek', 'qa', '-n', '1')).out).toBe(
      'two \\u{1b}[31m\n',
    );
  });

  test('-f adds the lines that scrolled in', async () => {
    const { code, out } = await czar(
      machine({ peeks: [...peeks], interruptAt: noon + 5_000 }),
      'peek',
      'qa',
      '-f',
    );
    expect(code).toBe(130);
    expect(out).toBe('one\ntwo \\u{1b}[31m\nthree\n');
  });

  test('-f on a terminal paints over what changed, cut to its size', async () => {
    const wide = { source: 'screen' as const, lines: ['x'.repeat(100), 'stays', 'old'] };
    const on = machine({
      terminal: true,
      peeks: [
        { from: 0, peek: wide },
        { from: noon + 900, peek: { ...wide, lines: ['x'.repeat(100), 'stays', 'new'] } },
      ],
      interruptAt: noon + 5_000,
    });
    const { out } = await czar(on, 'peek', 'qa', '-f');
    expect(out.match(/stays/g)).toHaveLength(1);
    expect(out).toContain('new');
    expect(out).not.toContain('\u001b[2J');
    expect(Math.max(...(out.match(/x+/g) ?? []).map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('--json says where the lines are from', async () => {
    const { out } = await czar(machine({ peeks: [...peeks] }), 'peek', 'qa', '--json');
    expect(JSON.parse(out)).toEqual({ worker: 'qa', source: 'screen', lines: ['one', 'two \u001b[31m'] });
  });

  test('exits 3 when there is nothing to show', async () => {
    expect((await czar(machine(), 'peek', 'qa')).code).toBe(3);
  });
});

describe('attach', () => {
  test('gives the terminal away', async () => {
    const on = machine({ terminal: true });
    expect((await czar(on, 'attach', '-r', 'engineer1')).code).toBe(0);
    expect(on.attached).toEqual(['engineer1']);
  });

  test('exits 3 without a session, 2 without a terminal', async () => {
    expect((await czar(machine({ terminal: true }), 'attach', 'qa')).code).toBe(3);
    const on = machine();
    expect((await czar(on, 'attach', 'engineer1')).code).toBe(2);
    expect(on.attached).toEqual([]);
  });
});

describe('diff', () => {
  const diff = {
    task: 'cart-ui',
    attempt: 1,
    branch: 'feat/shop-cart-ui',
    from: 'aaaaaaaaaa',
    to: 'bbbbbbbbbb',
    files: ['src/cart.js', 'test/cart.js'],
    added: 12,
    removed: 3,
    patch: '--- a/x\n+++ b/x\n+\tred \u001b[31m\n',
    earlier: [],
  };

  test('without a change says why, and where earlier work is kept', async () => {
    const earlier = [{ name: 'feat/shop-cart-ui', tip: 'cccccccccc' }];
    const branch = 'feat/shop-cart-ui.2';
    const none = { ...diff, attempt: 2, branch, to: diff.from, files: [], patch: '', earlier };
    const ran = await czar(machine({ diff: none }), 'diff', 'cart-ui');
    expect(ran.out).toBe('');
    expect(ran.err).toBe(
      'czar: feat/shop-cart-ui.2 has no commit yet: attempt 2 of cart-ui began there at aaaaaaaa; what is not committed is not shown\n' +
        'czar: the work of an earlier attempt is kept on feat/shop-cart-ui (cccccccc): git diff aaaaaaaa...feat/shop-cart-ui\n',
    );
  });

  test('is the patch, byte for byte, in a pipe', async () => {
    expect((await czar(machine({ diff }), 'diff', 'cart-ui')).out).toBe(diff.patch);
  });

  test('is harmless on a terminal', async () => {
    expect((await czar(machine({ diff, terminal: true }), 'diff', 'cart-ui')).out).toBe(
      '--- a/x\n+++ b/x\n+\tred \\u{1b}[31m\n',
    );
  });

  test('--stat lists the files', async () => {
    expect((await czar(machine({ diff }), 'diff', 'cart-ui', '--stat')).out).toBe(
      'src/cart.js\ntest/cart.js\n2 files, +12 -3, feat/shop-cart-ui aaaaaaaa..bbbbbbbb\n',
    );
    expect(JSON.parse((await czar(machine({ diff }), 'diff', 'cart-ui', '--json')).out)).toEqual(diff);
  });

  test('exits 3 before the first attempt', async () => {
    expect((await czar(machine(), 'diff', 'cart-ui')).code).toBe(3);
  });
});

describe('pr', () => {
  const world = emptyWorld({
    pullRequests: [
      pullRequest(1, { state: 'merged', mergedSha: 'ffee0011', task: 'a' }),
      pullRequest(2, { task: 'b', checks: [{ name: 'test', verdict: 'passed', ms: 1_000, tail: '' }] }),
      pullRequest(3, { task: 'c', checks: [{ name: 'test', verdict: 'failed', ms: 1_000, tail: '' }] }),
      pullRequest(4, { task: null, draft: true }),
      pullRequest(5, { task: 'd' }),
    ],
    tasks: [
      taskRow('d', { status: 'complete', phase: 'gating', pr: 5 }),
      taskRow('a', { status: 'merged' }),
      taskRow('b', { status: 'complete' }),
    ],
    counts: counts({ total: 2, merged: 1, inReview: 1 }),
    integration: { branch: 'omnibus/shop', tip: 'ffee0011', omnibus: 4, omnibusState: 'draft' },
  });

  test('lists all, or those that can be merged', async () => {
    expect((await czar(showing(world), 'pr')).out.match(/^#\d/gm)).toEqual(['#5', '#4', '#3', '#2', '#1']);
    expect((await czar(showing(world), 'pr', 'list', '--ready')).out.match(/^#\d/gm)).toEqual(['#2']);
    expect(JSON.parse((await czar(showing(world), 'pr', '--json')).out)).toEqual(world.pullRequests);
  });

  test.each([['2'], ['#2'], ['b']])('show %s finds it', async (which) => {
    const { code, out } = await czar(showing(world), 'pr', 'show', which);
    expect(code).toBe(0);
    expect(out).toMatch(/^#2 Task 2\n/);
    expect(out).toContain('check test: passed in 1s\n');
    expect(out).toContain('\n\nWhat it does.\n\nAnd why.\n');
  });

  test('show of something else exits 3', async () => {
    expect((await czar(showing(world), 'pr', 'show', '99')).code).toBe(3);
  });

  test.each([['2'], ['#2'], ['b']])('merge %s is an order', async (which) => {
    const on = showing(world);
    expect((await czar(on, 'pr', 'merge', which)).code).toBe(0);
    expect(on.orders).toMatchObject([{ do: 'merge', task: 'b' }]);
    const { out } = await czar(showing(world), 'pr', 'merge', which, '--json');
    expect(JSON.parse(out)).toMatchObject({ number: 2, task: 'b' });
  });

  test('merge of something else exits 3', async () => {
    expect((await czar(showing(world), 'pr', 'merge', '99')).code).toBe(3);
  });

  test.each([
    [['pr', 'show', '4'], 'could not show a pull request'],
    [['pr', 'merge', '4'], 'could not merge a pull request'],
    [['pr', 'omnibus', '--merge'], 'could not merge the omnibus'],
    [['pr'], 'could not list pull requests'],
  ])('%j says what it cannot do where czar never ran', async (argv, says) => {
    const { code, err } = await czar(machine({ supervisor: 'down' }), ...argv);
    expect(code).toBe(3);
    expect(err).toContain(says);
    expect(err).toContain('czar never ran here');
  });

  test('omnibus says what is missing', async () => {
    expect((await czar(showing(world), 'pr', 'omnibus')).out).toBe(
      'omnibus #4 is draft: omnibus/shop -> main, 1 of 2 merged\n2 tasks missing:\n  d: complete\n  b: complete\n',
    );
  });

  test.each([
    [world, 1],
    [finishedWorld(), 0],
    [emptyWorld({ questions: [question(1)] }), 4],
  ])('omnibus --check tells by its exit code', async (snapshot, code) => {
    expect((await czar(showing(snapshot), 'pr', 'omnibus', '--check')).code).toBe(code);
  });

  test.each([
    ['--ready', 'ready-omnibus'],
    ['--merge', 'merge-omnibus'],
  ])('omnibus %s is an order', async (option, order) => {
    const on = showing({ ...world, counts: counts({ total: 2, merged: 2 }) });
    expect((await czar(on, 'pr', 'omnibus', option)).code).toBe(0);
    expect(on.orders).toMatchObject([{ do: order }]);
  });

  test('omnibus --merge names what is missing, and merges without it with a yes, or with --yes', async () => {
    const short = { ...world, counts: counts({ total: 3, merged: 1 }), questions: [question(3)] };
    const nobody = showing(short);
    const { code, err } = await czar(nobody, 'pr', 'omnibus', '--merge');
    expect(code).toBe(4);
    expect(err).toBe(
      'czar: the omnibus #4 is not merged\n  2 of 3 tasks are not in it: d (complete), b (complete).\n  1 question waits for you: 3.\n  czar pr omnibus --merge --yes   (takes what is in it to main all the same)\n',
    );
    const no = showing(short, { terminal: true, typedLine: 'n' });
    expect((await czar(no, 'pr', 'omnibus', '--merge')).err).toContain('it stays open');
    const yes = showing(short, { terminal: true, typedLine: 'y' });
    expect((await czar(yes, 'pr', 'omnibus', '--merge')).err).toContain('2 of 3 tasks are not in it');
    const said = showing(short);
    await czar(said, 'pr', 'omnibus', '--merge', '--yes');
    expect([nobody, no, yes, said].map(({ orders }) => orders.length)).toEqual([0, 0, 1, 1]);
  });

  test.each([
    [['pr', 'close']],
    [['pr', 'merge']],
    [['pr', 'merge', '1']],
    [['pr', 'merge', '4']],
    [['pr', 'show']],
    [['pr', 'list', '3']],
    [['pr', '--merge']],
    [['pr', 'omnibus', '--merge', '--ready']],
  ])('%j is bad usage', async (argv) => {
    const on = showing(world);
    expect((await czar(on, ...argv)).code).toBe(2);
    expect(on.orders).toEqual([]);
  });
});
