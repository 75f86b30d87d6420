import { describe, expect, test } from 'vitest';
import { unacceptedOf } from '../../../../src/decide/commands.ts';
import type { Snapshot, WorkerRow } from '../../../../src/domain/snapshot.ts';
import type { EndedSessions } from '../../../../src/surfaces/cli/project-door.ts';
import {
  counts,
  emptyWorld,
  finishedWorld,
  noon,
  question,
  sixWorkersWorld,
  taskRow,
  workerRow,
} from '../../views/worlds.ts';
import { commandsIn } from '../../../support/accepted.ts';
import { aPolicy } from '../../../support/policy.ts';
import { czar, machine, type FakeMachine } from './fake-io.ts';

/** A project of `names`, where those in `proven` work and the others have a task and no receipt yet. */
function starting(
  names: readonly string[],
  proven: readonly string[],
  more: Partial<Snapshot> = {},
): Snapshot {
  const workers: WorkerRow[] = names.map((worker) =>
    proven.includes(worker)
      ? workerRow(worker, { activity: 'working', doing: 'working', task: worker, receipt: 'confirmed' })
      : workerRow(worker, { activity: 'starting', doing: 'starting', task: worker, proofOfLife: false }),
  );
  return emptyWorld({ workers, counts: counts({ total: names.length, running: proven.length }), ...more });
}

function shows(...snapshots: readonly (readonly [number, Snapshot])[]): FakeMachine {
  return machine({ pictures: snapshots.map(([afterMs, snapshot]) => ({ from: noon + afterMs, snapshot })) });
}

const six = ['engineer1', 'engineer2', 'engineer3', 'engineer4', 'qa', 'docs'];

describe('a detached start', () => {
  test('says a line per worker as proofs come in, and that one can walk away', async () => {
    const on = shows(
      [0, starting(six, [])],
      [1_000, starting(six, six.slice(2))],
      [3_000, starting(six, six)],
    );
    const { code, out, err } = await czar(on, 'start');
    expect(out).toBe(
      [
        'engineer3  working  engineer3',
        'engineer4  working  engineer4',
        'qa         working  qa',
        'docs       working  docs',
        'engineer1  working  engineer1',
        'engineer2  working  engineer2',
        '6 of 6 working. You can walk away. (czar status)\n',
      ].join('\n'),
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(on.now - noon).toBeLessThan(4_000);
  });

  test('says what each agent may do without asking, and warns of those that ask before most things', async () => {
    const seat = (worker: string, over: Partial<WorkerRow>) =>
      workerRow(worker, { task: worker, receipt: 'confirmed', ...over });
    const workers = [
      seat('engineer1', { permissions: 'edits', onPrompt: 'wait' }),
      seat('engineer2', { permissions: 'ask', onPrompt: 'wait' }),
      seat('engineer3', { permissions: 'ask', onPrompt: 'deny' }),
      seat('qa', { permissions: null }),
    ];
    const { code, out, err } = await czar(shows([0, emptyWorld({ workers })]), 'start');
    expect(code).toBe(0);
    expect(out).toContain('engineer1  working  engineer1  (permissions: edits)\n');
    expect(out).toContain('engineer2  working  engineer2  (permissions: ask)\n');
    expect(out).toContain('qa         working  qa\n');
    expect(err).toContain('with permissions "ask" the night stops at the first question of engineer2 (');
  });

  test('waits 90 s for proof and not longer, then names who gave none', async () => {
    const on = shows([0, starting(six, six.slice(1))]);
    const { code, out } = await czar(on, 'start');
    expect(code).toBe(1);
    expect(out).toContain('engineer1  starting  starting, engineer1: no sign of life yet\n');
    expect(out).toMatch(/5 of 6 working\. No proof from engineer1\. \(czar status\)\n$/);
    expect(on.now - noon).toBeGreaterThanOrEqual(90_000);
    expect(on.now - noon).toBeLessThan(91_000);
  });

  test('counts a worker whose proof was seen although it has finished since', async () => {
    const done = emptyWorld({
      workers: [workerRow('qa'), workerRow('engineer1', { task: 'a', receipt: 'confirmed' })],
    });
    const on = shows([0, starting(['qa', 'engineer1'], ['qa'])], [500, done]);
    const { code, out } = await czar(on, 'start');
    expect(code).toBe(0);
    expect(out).toContain('2 of 2 working.');
  });

  test('does not wait for those that wait for others, and says for whom', async () => {
    const waits = workerRow('qa', { waitingFor: ['engineer1'] });
    const world = starting(['engineer1'], ['engineer1']);
    const on = shows([0, { ...world, workers: [...world.workers, waits] }]);
    const { code, out } = await czar(on, 'start');
    expect(code).toBe(0);
    expect(out).toBe(
      'engineer1  working  engineer1\nqa         waits for engineer1\n1 of 1 working. You can walk away. (czar status)\n',
    );
  });

  test('waits for a worker that has a ready task and not begun it', async () => {
    const world = starting(['engineer1'], ['engineer1'], {
      tasks: [taskRow('qa', { status: 'ready', assignee: 'qa' })],
    });
    const on = shows(
      [0, { ...world, workers: [...world.workers, workerRow('qa')] }],
      [2_000, starting(['engineer1', 'qa'], ['engineer1', 'qa'])],
    );
    expect((await czar(on, 'start')).out).toContain('2 of 2 working.');
  });

  test('exits 4 when something waits for a human', async () => {
    const on = shows([0, starting(['qa'], ['qa'], { questions: [question(1)] })]);
    const { code, out } = await czar(on, 'start');
    expect(code).toBe(4);
    expect(out).toMatch(/1 of 1 working\. 1 question for you\. \(czar needs\)\n$/);
  });

  test('says when there is nothing to do', async () => {
    const { code, out } = await czar(
      shows([0, emptyWorld({ workers: [workerRow('qa')], settled: true })]),
      'start',
    );
    expect(code).toBe(0);
    expect(out).toBe('qa  nothing to do yet\nNothing to do. (czar add <task>)\n');
  });

  test('with --no-wait says only that it started', async () => {
    const on = machine();
    expect(await czar(on, 'start', '--no-wait')).toEqual({
      code: 0,
      out: 'started, pid 4711. (czar status)\n',
      err: '',
    });
  });

  test('of something that runs already names the owner, exit 0', async () => {
    const on = machine({ startResult: { state: 'held', holder: 'czar 1.2.3, pid 99, user ann' } });
    const { code, out } = await czar(on, 'start');
    expect(code).toBe(0);
    expect(out).toContain('pid 99, user ann');
  });

  test('that preflight refuses says why', async () => {
    const on = machine({
      startResult: { state: 'refused', exit: 1, says: 'check "test" already fails on main@a1b2c3' },
    });
    expect(await czar(on, 'start')).toEqual({
      code: 1,
      out: '',
      err: 'czar: check "test" already fails on main@a1b2c3\n',
    });
  });

  test('that dies at once is noticed', async () => {
    const { code, err } = await czar(machine({ supervisor: 'down' }), 'start');
    expect(code).toBe(1);
    expect(err).toContain('ended right after its start');
  });

  test('hands its options on', async () => {
    const on = machine();
    await czar(on, 'start', 'cart-ui', '--adopt', '--allow-red', 'test', '--allow-red', 'lint', '--no-wait');
    const [started] = on.starts;
    expect(started).toMatchObject({ tasks: ['cart-ui'], adopt: true, allowRed: ['test', 'lint'] });
    expect(on.starts).toHaveLength(1);
  });
});

describe('a start of a project whose files name commands', () => {
  const checks = (run: string) => [{ name: 'test', run, timeoutMs: 1_000 }];
  const unaccepted = unacceptedOf(commandsIn(aPolicy({ checks: checks('npm t') })), null);
  const later = unacceptedOf(
    commandsIn(aPolicy({ checks: checks('npm t') })),
    commandsIn(aPolicy({ checks: checks('npm test') })).commands,
  );

  test.each([
    ['y', 'yes'],
    [' YES ', 'yes'],
    ['n', 'no'],
    ['', 'no'],
    [null, 'no'],
  ])('asks at a terminal, and takes %s as %s', async (typedLine, said) => {
    const on = machine({ terminal: true, unaccepted, typedLine });
    const { err } = await czar(on, 'start', '--no-wait');
    expect(on.asked).toEqual(['May they run? [y/N] ']);
    expect(on.agreed).toEqual([said]);
    expect(err).toContain('The files of this project name what is to run on this machine, as you:\n');
    expect(err).toContain('  check "test": npm t\n');
  });

  test('shows only what changed since the last time, and what it was', async () => {
    const on = machine({ terminal: true, unaccepted: later, typedLine: 'y' });
    const { err } = await czar(on, 'start', '--no-wait');
    expect(err).toBe(
      [
        'The files of this project name other commands than those that you accepted:',
        '  check "test": npm t',
        '    before: npm test\n',
      ].join('\n'),
    );
  });

  test('accepts them with --trust, and says so', async () => {
    const on = machine({ unaccepted });
    const { err } = await czar(on, 'start', '--no-wait', '--trust');
    expect(on.agreed).toEqual(['yes']);
    expect(on.asked).toEqual([]);
    expect(err).toContain('  check "test": npm t\n');
    expect(err).toMatch(/\naccepted, as --trust says\n$/);
  });

  test('has nobody to ask without a terminal', async () => {
    const on = machine({ unaccepted, typedLine: 'y' });
    await czar(on, 'start', '--no-wait');
    expect([on.agreed, on.asked]).toEqual([['nobody'], []]);
  });

  test('ends as interrupted when it is while it asks', async () => {
    const startResult = { state: 'refused', exit: 4, says: 'nothing was started' } as const;
    const on = machine({ terminal: true, unaccepted, interruptAt: 0, startResult });
    expect((await czar(on, 'start', '--no-wait')).code).toBe(130);
  });
});

describe('start --until-done', () => {
  const ended = (snapshot: Snapshot): Partial<FakeMachine> => ({
    runResult: { state: 'ended', because: 'settled', snapshot },
  });

  test('shows the progress on stderr and ends with the line of figures', async () => {
    const on = machine({ ...ended(finishedWorld()), runShows: [emptyWorld(), finishedWorld()] });
    const { code, out, err } = await czar(on, 'start', '--until-done');
    expect(code).toBe(0);
    expect(out).toBe(
      'czar: done: 4/4 tasks merged, 5 pull requests, 1 restarts, 41s wall (99s one after another, 2.4x)\n',
    );
    expect(err).toBe(
      [
        '12s  0/0 merged',
        ...['a', 'b', 'c', 'd'].map((task) => `12s  ${task} is merged (4/4)`),
        '12s  engineer2 was restarted (1)',
        '12s  omnibus #5 is merged\n',
      ].join('\n'),
    );
  });

  test('says what is not merged and why, and exits 4 while something waits for a human', async () => {
    const { code, out, err } = await czar(machine(ended(sixWorkersWorld())), 'start', '--until-done');
    expect(code).toBe(4);
    expect(err).toContain(
      'api-auth  needs_human: gate `npm test` failed 3 times, 2 tests red (czar answer 1)\n',
    );
    expect(err).toContain('admin-login  pending: waits for api-auth\n');
    expect(out).toMatch(/^czar: not done: 9\/16 tasks merged/);
  });

  test('exits 1 when something failed', async () => {
    const failed = emptyWorld({
      tasks: [taskRow('a', { status: 'failed', note: '3 attempts failed' })],
      counts: counts({ total: 1, failed: 1 }),
    });
    const { code, err } = await czar(machine(ended(failed)), 'start', '--until-done');
    expect(code).toBe(1);
    expect(err).toBe('a  failed: 3 attempts failed\n');
  });

  test('ends with the exit code of a signal', async () => {
    expect((await czar(machine({ interruptAt: 0 }), 'start', '--until-done')).code).toBe(130);
  });

  test('paints a block over itself on a terminal and takes it away at the end', async () => {
    const on = machine({
      ...ended(finishedWorld()),
      terminal: true,
      runShows: [sixWorkersWorld(), sixWorkersWorld()],
    });
    const { err } = await czar(on, 'start', '--until-done');
    expect(err.split('\u001b[8A\u001b[J')).toHaveLength(3);
    expect(err).toContain('8h41m  9/16 merged  1 working  1 stuck  1 limited  1 in review  needs you: 2\n');
  });
});

test('start --foreground leaves stderr to the log', async () => {
  const on = machine({ runShows: [sixWorkersWorld()] });
  expect(await czar(on, 'start', '--foreground')).toEqual({ code: 0, out: '', err: '' });
});

describe('start --dry-run', () => {
  const plan = {
    notes: [{ rule: 'sync', why: 'first sight of qa', evidence: [], facts: [] }],
    actions: [
      {
        kind: 'prepare-worktree',
        worker: 'qa',
        lane: 'repo-admin',
        rule: 'worktrees',
        why: 'qa has none',
        evidence: [],
      },
    ],
    wakeAt: null,
  } as const;

  test('shows the first plan and starts nothing', async () => {
    const { code, out } = await czar(machine({ plan }), 'start', '--dry-run');
    expect(code).toBe(0);
    expect(out).toBe('note sync            first sight of qa\nprepare-worktree qa  qa has none\n');
  });

  test('--json is the plan itself', async () => {
    const { out } = await czar(machine({ plan }), 'start', '--dry-run', '--json');
    expect(JSON.parse(out)).toEqual(plan);
  });
});

test.each([
  [['--json']],
  [['--no-wait', '--foreground']],
  [['--no-wait', '--until-done']],
  [['--dry-run', '--trust']],
])('start %j is bad usage', async (args) => {
  const on = machine();
  expect((await czar(on, 'start', ...args)).code).toBe(2);
  expect(on.starts).toEqual([]);
});

describe('stop', () => {
  test('waits until the supervisor is gone and says what becomes of the agents', async () => {
    const on = machine({ pictures: [{ from: 0, snapshot: emptyWorld() }] });
    const { code, out } = await czar(on, 'stop');
    expect(code).toBe(0);
    expect(out).toBe('stopped. The agents go on by themselves: czar stop --all ends them\n');
    expect(on.stopped).toBe('leave');
    expect(on.now - noon).toBeGreaterThanOrEqual(300);
  });

  test.each([
    [['stop', '--all'], 'end'],
    [['stop', '--all', '--now'], 'end-now'],
  ])('%j ends the sessions too', async (argv, how) => {
    const on = machine({ stopTakesMs: 12_000 });
    const { code, out } = await czar(on, ...argv);
    expect([code, on.stopped]).toEqual([0, how]);
    expect(out).toBe('engineer1: work saved, session ended\nstopped, and every session ended\n');
  });

  test('--all does not say that every session ended while one is there', async () => {
    const on = machine({ endedSessions: { state: 'ended', lines: [], left: 1 } });
    const { code, out, err } = await czar(on, 'stop', '--all');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('1 still there');
  });

  test('gives up after 10 s and says how to go on', async () => {
    const on = machine({ stopTakesMs: 1e9 });
    const { code, err } = await czar(on, 'stop');
    expect(code).toBe(1);
    expect(err).toContain('it still runs after 10 s');
  });

  test('is fine with nobody running, and --all still ends the sessions', async () => {
    const on = machine({ supervisor: 'down' });
    expect((await czar(on, 'stop')).out).toContain('was not running');
    expect(on.stopped).toBe(null);
    const { code, out } = await czar(on, 'stop', '--all');
    expect([code, on.stopped]).toEqual([0, 'end']);
    expect(out).toContain('engineer1: work saved, session ended\n');
  });

  test.each<[string, EndedSessions, number, string]>([
    ['a session is left', { state: 'ended', lines: ['qa: could not be ended'], left: 1 }, 1, '1 still there'],
    ['it is refused', { state: 'refused', exit: 4, says: 'the journal is gone' }, 4, 'the journal is gone'],
  ])('--all with nobody running does not say that all is over when %s', async (_what, ended, code, says) => {
    const ran = await czar(machine({ supervisor: 'down', endedSessions: ended }), 'stop', '--all');
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(says);
    expect(ran.out).not.toContain('no sessions left');
  });

  test('--now alone is bad usage', async () => {
    const on = machine();
    expect((await czar(on, 'stop', '--now')).code).toBe(2);
    expect(on.stopped).toBe(null);
  });
});

describe('demo', () => {
  test('shows the events and prints the line of figures last', async () => {
    const on = machine({
      runShows: [finishedWorld()],
      demoResult: { ran: true, snapshot: finishedWorld(), dir: '/scratch/demo' },
    });
    const { code, out, err } = await czar(on, 'demo', '--keep');
    expect(code).toBe(0);
    expect(out).toBe(
      'czar: done: 4/4 tasks merged, 5 pull requests, 1 restarts, 41s wall (99s one after another, 2.4x)\n',
    );
    expect(err).toContain('the project is in /scratch/demo\n');
    expect(err).toMatch(/next, in a repository of your own: czar init --yes, czar start, .*\n$/);
  });

  test('that ends short is no success', async () => {
    const on = machine({ demoResult: { ran: true, snapshot: sixWorkersWorld(), dir: null } });
    expect((await czar(on, 'demo')).code).toBe(4);
  });

  test('that cannot run says why', async () => {
    const on = machine({ demoResult: { ran: false, exit: 1, says: 'tmux is missing' } });
    expect(await czar(on, 'demo')).toEqual({ code: 1, out: '', err: 'czar: tmux is missing\n' });
  });
});
