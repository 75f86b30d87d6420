import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/domain/fault.ts';
import { buildProgram, runCli } from '../../../../src/surfaces/cli/program.ts';
import { emptyWorld, noon } from '../../views/worlds.ts';
import { czar, fakeIo, machine } from './fake-io.ts';

const silent = { out: () => undefined, err: () => undefined };
const verbs = buildProgram(fakeIo(machine(), silent)).commands;

test('there is every verb of this version, and no other', () => {
  expect(verbs.map((verb) => verb.name()).sort()).toEqual(
    'add answer assign attach cancel clean conflicts demo diff edit event init inject log needs nudge pause peek pr restart resume retry selftest start status stop text ui undo why'.split(
      ' ',
    ),
  );
});

describe('--help', () => {
  test.each(verbs.map((verb) => verb.name()))(
    'of %s shows an example that calls it, exit 0',
    async (name) => {
      const { code, out, err } = await czar(machine(), name, '--help');
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain(`Usage: czar ${name}`);
      expect(out).toMatch(new RegExp(`Examples:\\n {2}\\$ czar ${name}`));
    },
  );

  test('lists every verb', async () => {
    const { code, out } = await czar(machine(), '--help');
    expect(code).toBe(0);
    for (const verb of verbs) expect(out).toMatch(new RegExp(`^ {2}${verb.name()}\\b`, 'm'));
  });

  test('--version is the version', async () => {
    expect(await czar(machine(), '--version')).toEqual({ code: 0, out: '1.2.3\n', err: '' });
  });
});

describe('wrong usage exits 2 with the command that helps, and prints no data', () => {
  test.each([
    [['status', '--bogus'], 'unknown option', 'czar status --help'],
    [['nudge'], 'missing required argument', 'czar nudge --help'],
    [['cancel', 'a', 'b'], 'too many arguments', 'czar cancel --help'],
    [['peek', 'qa', '-n', 'x'], 'expected a whole number', 'czar peek --help'],
    [['-C'], 'argument missing', 'czar --help'],
    [['--bogus'], 'unknown option', 'czar --help'],
    [['stauts'], 'no such verb', 'did you mean czar status?'],
    [['frobnicate'], 'no such verb', 'czar --help'],
  ])('%j', async (argv, because, help) => {
    const { code, out, err } = await czar(machine(), ...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^czar: /);
    expect(err).toContain(because);
    expect(err).toContain(help);
  });
});

describe('czar alone', () => {
  test('is status in a project', async () => {
    const on = machine({ pictures: [{ from: 0, snapshot: emptyWorld() }] });
    expect(await czar(on)).toEqual(await czar(on, 'status'));
  });

  test('is three lines outside one, exit 3', async () => {
    const { code, out, err } = await czar(machine({ inProject: false }));
    expect([code, out]).toEqual([3, '']);
    expect(err.trimEnd().split('\n')).toHaveLength(3);
  });
});

describe('outside a project', () => {
  test.each([[['status']], [['start']], [['nudge', 'qa', 'hi']], [['clean']]])(
    '%j exits 3 and says how to make one',
    async (argv) => {
      const { code, err } = await czar(machine({ inProject: false }), ...argv);
      expect(code).toBe(3);
      expect(err).toContain('czar init --yes');
    },
  );
});

test.each([[['-C', 'other', 'status']], [['status', '-C', 'other']], [['-C', 'other']]])(
  '%j opens that directory',
  async (argv) => {
    const opened: string[] = [];
    const io = fakeIo(machine({ pictures: [{ from: 0, snapshot: emptyWorld() }] }), silent);
    const openProject = (dir: string): ReturnType<typeof io.openProject> => {
      opened.push(dir);
      return io.openProject(dir);
    };
    expect(await runCli(argv, { ...io, openProject })).toBe(0);
    expect(new Set(opened)).toEqual(new Set(['other']));
  },
);

describe('a fault', () => {
  test.each([
    ['bad-input', 2],
    ['not-found', 3],
    ['git-failed', 1],
  ] as const)('%s ends with exit code %i and its own words', async (code, expected) => {
    let err = '';
    const io = fakeIo(machine(), { ...silent, err: (text) => (err += text) });
    const openProject = (): Promise<never> =>
      Promise.reject(new Fault({ code, what: 'read', on: 'x', because: 'y', help: 'z' }));
    expect(await runCli(['status'], { ...io, openProject })).toBe(expected);
    expect(err).toBe('czar: could not read (x): y\n  z\n');
  });

  test('of the program itself is called a bug', async () => {
    let err = '';
    const io = fakeIo(machine(), { ...silent, err: (text) => (err += text) });
    const openProject = (): Promise<never> => Promise.reject(new TypeError('oops'));
    expect(await runCli(['status'], { ...io, openProject })).toBe(1);
    expect(err).toMatch(/^czar: a bug in czar itself: TypeError: oops/);
  });
});

describe('clean', () => {
  const cleanPlan = {
    steps: [{ what: 'worktree', name: '.czar/worktrees/qa', bytes: 1_400_000, proof: 'merged as a1b2c3' }],
    kept: [{ name: 'feat/shop-cart-ui', because: '3 commits are not merged' }],
  } as const;

  test('shows the plan with sizes and proof, asks, and removes after a yes', async () => {
    const on = machine({ cleanPlan, terminal: true, typedLine: 'y' });
    const { code, out } = await czar(on, 'clean');
    expect(code).toBe(0);
    expect(out).toContain('worktree  .czar/worktrees/qa  1.4 MB  merged as a1b2c3\n');
    expect(out).toContain('keeps feat/shop-cart-ui: 3 commits are not merged\n');
    expect(out).toMatch(/removed 1 thing, 1\.4 KB\n$/);
    expect(on.cleaned).toEqual([cleanPlan]);
  });

  test.each(['n', '', 'yess', null])('removes nothing after %j', async (typedLine) => {
    const on = machine({ cleanPlan, terminal: true, typedLine });
    expect((await czar(on, 'clean')).code).toBe(0);
    expect(on.cleaned).toEqual([]);
  });

  test('names what lies in the project from its root', async () => {
    const [step] = cleanPlan.steps;
    const full = { steps: [{ ...step, name: '/home/ann/shop/.czar/worktrees/qa' }], kept: [] };
    const { out } = await czar(machine({ cleanPlan: full }), 'clean', '--yes');
    expect(out).toContain('worktree  .czar/worktrees/qa  ');
    expect(out).not.toContain('/home/ann');
  });

  test('removes nothing where nobody can be asked, exit 4', async () => {
    const on = machine({ cleanPlan });
    expect((await czar(on, 'clean')).err).toContain('czar clean --yes');
    expect((await czar(machine({ cleanPlan, supervisor: 'down' }), 'clean', '--all')).err).toContain(
      'czar clean --all --yes',
    );
    expect((await czar(on, 'clean')).code).toBe(4);
    expect(on.cleaned).toEqual([]);
    expect((await czar(on, 'clean', '--yes')).code).toBe(0);
    expect(on.cleaned).toHaveLength(1);
  });

  test('exits 1 when something could not be removed', async () => {
    const { code, out } = await czar(machine({ cleanPlan, cleanFails: true }), 'clean', '--yes');
    expect(code).toBe(1);
    expect(out).toContain('keeps engineer1: it changed meanwhile\n');
  });

  test('--all is refused while czar runs', async () => {
    const on = machine({ cleanPlan });
    expect((await czar(on, 'clean', '--all', '--yes')).code).toBe(1);
    expect(on.cleaned).toEqual([]);
    expect((await czar(machine({ cleanPlan, supervisor: 'down' }), 'clean', '--all', '--yes')).code).toBe(0);
  });

  test('--json is the plan, and removes nothing', async () => {
    const on = machine({ cleanPlan });
    expect(JSON.parse((await czar(on, 'clean', '--json', '--yes')).out)).toEqual(cleanPlan);
    expect(on.cleaned).toEqual([]);
  });
});

describe('event', () => {
  test('leaves what was said in the session', async () => {
    const on = machine({ insideWorker: 'qa', stdin: 'full text\n' });
    expect(await czar(on, 'event', 'prompt', '--text', '-', '--delivery', 'd-7f3a')).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    await czar(on, 'event', 'limit', '--reset-at', '1767355200000');
    await czar(on, 'event', 'busy', '--progress', '60%', '--eta', '2 hours');
    expect(on.events).toEqual([
      { event: 'prompt', at: noon, delivery: 'd-7f3a', text: 'full text\n' },
      { event: 'limit', at: noon, data: { resetAt: 1_767_355_200_000 } },
      { event: 'busy', at: noon, data: { progress: '60%', eta: '2 hours' } },
    ]);
  });

  test.each([
    ['an unknown event', ['event', 'done'], 'expected one of ready'],
    ['a time that is none', ['event', 'limit', '--reset-at', 'soon'], 'whole numbers'],
  ])('refuses %s', async (_what, argv, because) => {
    const on = machine({ insideWorker: 'qa' });
    const { code, err } = await czar(on, ...argv);
    expect(code).toBe(2);
    expect(err).toContain(because);
    expect(on.events).toEqual([]);
  });

  test('outside a session is bad usage', async () => {
    expect((await czar(machine(), 'event', 'idle')).code).toBe(2);
  });
});

describe('init', () => {
  test('says what it made and what comes next', async () => {
    expect((await czar(machine(), 'init', '--yes')).out).toBe(
      'created work-queue.json\n/home/ann/shop is a project now. Next: czar add <task>, then czar start\n',
    );
  });

  test('wants its yes, and passes a refusal on', async () => {
    expect((await czar(machine(), 'init')).code).toBe(2);
    const on = machine({
      initResult: { made: false, exit: 1, says: 'no agent found: --agent demo works everywhere' },
    });
    expect(await czar(on, 'init', '--yes')).toMatchObject({
      code: 1,
      err: 'czar: no agent found: --agent demo works everywhere\n',
    });
  });
});
