import { describe, expect, test } from 'vitest';
import { emptyWorld, noon, question, taskRow, workerRow } from '../../views/worlds.ts';
import { czar, machine } from './fake-io.ts';

describe('an order', () => {
  test.each([
    [
      ['assign', 'cart-totals', 'engineer2'],
      { do: 'assign', task: 'cart-totals', worker: 'engineer2', now: false, was: null },
    ],
    [
      ['assign', 'cart-totals', 'engineer2', '--now'],
      { do: 'assign', task: 'cart-totals', worker: 'engineer2', now: true },
    ],
    [
      ['assign', '--open', 'cart-totals'],
      { do: 'assign', task: 'cart-totals', worker: null, now: false, was: null },
    ],
    [['retry', 'cart-ui'], { do: 'retry', task: 'cart-ui', fresh: false }],
    [['retry', 'cart-ui', '--fresh'], { do: 'retry', task: 'cart-ui', fresh: true }],
    [['cancel', 'cart-ui'], { do: 'cancel', task: 'cart-ui' }],
    [['pause'], { do: 'pause', workers: [] }],
    [['pause', 'engineer1', 'qa'], { do: 'pause', workers: ['engineer1', 'qa'] }],
    [['resume', 'qa'], { do: 'resume', workers: ['qa'] }],
    [['restart', 'qa'], { do: 'restart', worker: 'qa' }],
  ])('%j reaches the supervisor', async (argv, order) => {
    const on = machine();
    const { code, out } = await czar(on, ...argv);
    expect(on.orders).toEqual([{ id: 'order-1', at: noon, ...order }]);
    expect(code).toBe(0);
    expect(out).toBe(`${argv[0] ?? ''}: taken\n`);
  });

  test.each([
    [['assign', 'cart-totals', 'engineer2']],
    [['retry', 'cart-ui']],
    [['cancel', 'cart-ui']],
    [['pause']],
    [['resume', 'qa']],
  ])('%j is kept for the next start when nobody runs', async (argv) => {
    const on = machine({ supervisor: 'down' });
    const { code, out } = await czar(on, ...argv);
    expect(on.left.map((order) => order.do)).toEqual([argv[0]]);
    expect(code).toBe(0);
    expect(out).toBe('czar is not running: kept for the next start (czar start)\n');
  });

  test.each([
    [['nudge', 'qa', 'hello']],
    [['inject', 'qa', '-']],
    [['restart', 'qa']],
    [['assign', '--next', 'qa']],
    [['pr', 'omnibus', '--merge']],
  ])('%j says that nobody runs, and leaves nothing behind', async (argv) => {
    const on = machine({
      supervisor: 'down',
      stdin: 'text',
      pictures: [{ from: 0, snapshot: emptyWorld() }],
    });
    const { code, out, err } = await czar(on, ...argv);
    expect(code).toBe(3);
    expect(out).toBe('');
    expect(err).toMatch(/^czar: could not .*: czar is not running here\n {2}czar start\n$/);
    expect(on.left).toEqual([]);
  });

  test('that the supervisor refuses ends with the exit code and the words of the refusal', async () => {
    const on = machine({ refuses: { exit: 4, says: 'answer question 2 first' } });
    expect(await czar(on, 'cancel', 'cart-ui')).toEqual({
      code: 4,
      out: '',
      err: 'czar: answer question 2 first\n',
    });
  });
});

describe('an unknown name', () => {
  test.each([
    [['nudge', 'enginer1', 'hi'], 'did you mean engineer1?'],
    [['retry', 'cart-totls'], 'did you mean cart-totals?'],
    [['pause', 'QA'], 'did you mean qa?'],
    [['why', 'crat-ui'], 'did you mean cart-ui?'],
    [['peek', 'zzzzzzz'], 'there is: engineer1, engineer2, qa'],
    [['start', 'cart-uii'], 'did you mean cart-ui?'],
    [['log', '--worker', 'q'], 'did you mean qa?'],
    [['add', 'new', '--text', 'x', '--after', 'cart_ui'], 'did you mean cart-ui?'],
  ])('%j exits 3 and helps', async (argv, help) => {
    const on = machine();
    const { code, out, err } = await czar(on, ...argv);
    expect(code).toBe(3);
    expect(out).toBe('');
    expect(err).toContain(help);
    expect(on.orders).toEqual([]);
    expect(on.starts).toEqual([]);
    expect(on.added).toEqual([]);
  });

  test('that cannot be a name at all is bad input', async () => {
    const { code, err } = await czar(machine(), 'retry', '../../etc/passwd');
    expect(code).toBe(2);
    expect(err).toContain('may hold only letters');
  });

  test('with control characters is harmless in the message', async () => {
    const { err } = await czar(machine(), 'retry', 'x\u001b[2J');
    expect(err).not.toMatch(/[^\P{C}\n]/u);
  });
});

describe('inside a worker', () => {
  test.each([
    [['start']],
    [['stop']],
    [['add', 'x', '--text', 'y']],
    [['nudge', 'qa', 'hi']],
    [['inject', 'qa', '-']],
    [['assign', 'cart-ui', 'qa']],
    [['retry', 'cart-ui']],
    [['cancel', 'cart-ui']],
    [['answer', '1', 'retry']],
    [['pause']],
    [['resume']],
    [['restart', 'qa']],
    [['clean', '--yes']],
    [['attach', 'qa']],
    [['init', '--yes']],
    [['demo']],
    [['pr', 'omnibus', '--merge']],
    [['pr', 'omnibus', '--ready']],
  ])('%j is refused', async (argv) => {
    const on = machine({
      insideWorker: 'qa',
      terminal: true,
      pictures: [{ from: 0, snapshot: emptyWorld({ questions: [question(1)] }) }],
    });
    const { code, err } = await czar(on, ...argv);
    expect(code).toBe(2);
    expect(err).toContain('worker qa');
    expect([on.orders, on.left, on.added, on.starts, on.cleaned, on.attached]).toEqual([
      [],
      [],
      [],
      [],
      [],
      [],
    ]);
    expect(on.stopped).toBe(null);
  });

  test('looking is allowed', async () => {
    const on = machine({ insideWorker: 'qa', pictures: [{ from: 0, snapshot: emptyWorld() }] });
    expect((await czar(on, 'status')).code).toBe(0);
    expect((await czar(on, 'pr')).code).toBe(0);
  });
});

describe('nudge', () => {
  test('joins its words and ends with the receipt', async () => {
    const on = machine({
      receipts: [{ from: noon + 2_000, receipt: { state: 'confirmed', says: 'engineer1 has it' } }],
    });
    expect(await czar(on, 'nudge', 'engineer1', 'use', 'the v2 endpoint')).toEqual({
      code: 0,
      out: 'engineer1 has it\n',
      err: '',
    });
    expect(on.orders).toMatchObject([{ do: 'nudge', worker: 'engineer1', text: 'use the v2 endpoint' }]);
  });

  test('reads stdin for "-", and takes out what could break the paste', async () => {
    const on = machine({
      stdin: 'one\r\ntwo\u001b[201~\n',
      receipts: [{ from: 0, receipt: { state: 'queued', says: 'for its next idle' } }],
    });
    expect((await czar(on, 'nudge', 'qa', '-')).code).toBe(0);
    expect(on.orders).toMatchObject([{ text: 'one\ntwo[201~' }]);
  });

  test('exits 1 when there is no receipt after 10 s', async () => {
    const on = machine();
    const { code, err } = await czar(on, 'nudge', 'qa', 'hi');
    expect(code).toBe(1);
    expect(err).toContain('no receipt within 10 s');
    expect(on.now - noon).toBeGreaterThanOrEqual(10_000);
    expect(on.now - noon).toBeLessThan(11_000);
  });

  test.each(['refused', 'unverified'] as const)('exits 1 when the text was %s', async (state) => {
    const on = machine({ receipts: [{ from: 0, receipt: { state, says: 'it is in copy mode' } }] });
    const { code, err } = await czar(on, 'nudge', 'qa', 'hi');
    expect(code).toBe(1);
    expect(err).toContain(`${state}: it is in copy mode`);
  });

  test('refuses an empty text', async () => {
    const on = machine({ stdin: '\u001b\n' });
    expect((await czar(on, 'nudge', 'qa', '-')).code).toBe(2);
    expect(on.orders).toEqual([]);
  });

  test('ends with the exit code of a signal while it waits', async () => {
    expect((await czar(machine({ interruptAt: noon + 1_000 }), 'nudge', 'qa', 'hi')).code).toBe(130);
  });
});

describe('inject', () => {
  test('sends the text of the file and its name', async () => {
    const on = machine({
      files: { 'tasks/cart.md': '# Cart\n' },
      receipts: [{ from: 0, receipt: { state: 'done', says: 'new text for cart' } }],
    });
    expect((await czar(on, 'inject', 'qa', 'tasks/cart.md')).code).toBe(0);
    expect(on.orders).toMatchObject([{ do: 'inject', worker: 'qa', text: '# Cart', name: 'cart.md' }]);
  });

  test.each([
    ['plan.md', 'plan'],
    ['cart-ui.md', 'cart-ui-2'],
    ['QA.txt', 'QA-2'],
  ])('of %s gives a worker without a task the task %s', async (file, task) => {
    const on = machine({
      files: { [file]: 'do it' },
      pictures: [{ from: 0, snapshot: emptyWorld({ workers: [workerRow('qa')] }) }],
    });
    const { code, out } = await czar(on, 'inject', 'qa', file);
    expect(code).toBe(0);
    expect(out).toContain(`${task} is queued`);
    expect(on.added).toMatchObject([{ task, text: 'do it', assignee: 'qa' }]);
    expect(on.orders).toEqual([]);
  });

  test('says which file is missing, exit 3', async () => {
    const { code, err } = await czar(machine(), 'inject', 'qa', 'nowhere.md');
    expect(code).toBe(3);
    expect(err).toBe('czar: could not read the file (nowhere.md): there is none\n');
  });
});

describe('assign --next', () => {
  const tasks = [
    taskRow('far', { status: 'ready', priority: 9 }),
    taskRow('open', { status: 'ready', priority: 3 }),
    taskRow('own', { status: 'ready', priority: 3, assignee: 'qa' }),
    taskRow('foreign', { status: 'ready', priority: 1, assignee: 'engineer1' }),
    taskRow('waiting', { status: 'pending', priority: 0 }),
  ];

  test('takes the most urgent ready task that the worker may take, its own before open ones', async () => {
    const on = machine({ pictures: [{ from: 0, snapshot: emptyWorld({ tasks }) }] });
    expect((await czar(on, 'assign', '--next', 'qa')).code).toBe(0);
    expect(on.orders).toMatchObject([{ do: 'assign', task: 'own', worker: 'qa' }]);
  });

  test('says when there is none', async () => {
    const on = machine({ pictures: [{ from: 0, snapshot: emptyWorld() }] });
    const { code, err } = await czar(on, 'assign', '--next', 'qa');
    expect(code).toBe(3);
    expect(err).toContain('no task is ready for it');
  });
});

test.each([
  [[]],
  [['cart-ui']],
  [['a', 'b', 'c']],
  [['--next']],
  [['--open', 'cart-ui', 'qa']],
  [['--open', '--next', 'qa']],
])('assign %j is bad usage', async (args) => {
  expect((await czar(machine(), 'assign', ...args)).code).toBe(2);
});

describe('answer', () => {
  const open = emptyWorld({
    questions: [question(3, { id: 'q-x' }), question(4, { choices: [], freeText: true })],
  });

  test.each([
    [['answer', '3', 'retry'], { question: 'q-x', answer: 'retry' }],
    [['answer', '#3', 'cancel'], { question: 'q-x', answer: 'cancel' }],
    [['answer', 'q-x', 'cancel'], { question: 'q-x', answer: 'cancel' }],
    [['answer', '4', 'keep', 'both'], { question: 'q-4', answer: 'keep both' }],
    [['answer', '4', '-'], { question: 'q-4', answer: 'from stdin' }],
  ])('%j is an order', async (argv, order) => {
    const on = machine({ stdin: 'from stdin\n', pictures: [{ from: 0, snapshot: open }] });
    expect((await czar(on, ...argv)).code).toBe(0);
    expect(on.orders).toMatchObject([{ do: 'answer', ...order }]);
  });

  test('is kept for the next start when nobody runs', async () => {
    const on = machine({ supervisor: 'down', pictures: [{ from: 0, snapshot: open }] });
    expect((await czar(on, 'answer', '3', 'retry')).code).toBe(0);
    expect(on.left).toMatchObject([{ do: 'answer', question: 'q-x' }]);
  });

  test('of which one waits for the start already is refused, and says which', async () => {
    const asked = [{ ...question(3), id: 'q-x', kept: 'retry' }];
    const on = machine({ supervisor: 'down', pictures: [{ from: 0, snapshot: open }], openInJournal: asked });
    const { code, err } = await czar(on, 'answer', '3', 'cancel');
    expect(code).toBe(3);
    expect(err).toContain('it is answered "retry", which waits for the next start');
    expect(on.left).toEqual([]);
    const { out } = await czar(on, 'needs');
    expect(out).toContain('You answered it "retry" already: that waits for the next start (czar start).');
  });

  test('is taken when nobody runs and only the journal knows of the question', async () => {
    const pictures = [{ from: 0, snapshot: emptyWorld() }];
    const on = machine({ supervisor: 'down', pictures, openInJournal: [question(7)] });
    expect((await czar(on, 'needs')).out).toContain('czar answer 7 retry');
    expect((await czar(on, 'answer', 'q-7', 'retry')).code).toBe(0);
    expect(on.left).toMatchObject([{ do: 'answer', question: 'q-7' }]);
  });

  test('to a question that is not open exits 3 and lists the open ones', async () => {
    const on = machine({ pictures: [{ from: 0, snapshot: open }] });
    const { code, err } = await czar(on, 'answer', '2', 'retry');
    expect(code).toBe(3);
    expect(err).toContain('open: 3, 4 (czar needs)');
    expect(on.orders).toEqual([]);
  });

  test('that is no choice exits 2 and lists the choices', async () => {
    const on = machine({ pictures: [{ from: 0, snapshot: open }] });
    const { code, err } = await czar(on, 'answer', '3', 'maybe');
    expect(code).toBe(2);
    expect(err).toContain('expected one of: retry, cancel');
    expect(on.orders).toEqual([]);
  });
});

describe('add', () => {
  test('writes the task as it was typed', async () => {
    const on = machine({ files: { 'x.md': '# Export\n' } });
    const { code, out } = await czar(
      on,
      'add',
      'export',
      '-f',
      'x.md',
      '-w',
      'qa',
      '-p',
      '3',
      '--after',
      'cart-ui,cart-totals',
      '--title',
      'CSV',
    );
    expect(code).toBe(0);
    expect(out).toBe('added export for qa after cart-ui, cart-totals\n');
    expect(on.added).toEqual([
      {
        task: 'export',
        text: '# Export\n',
        priority: 3,
        assignee: 'qa',
        after: ['cart-ui', 'cart-totals'],
        title: 'CSV',
      },
    ]);
  });

  test('works when nobody runs, and takes its text from stdin', async () => {
    const on = machine({ supervisor: 'down', stdin: 'do it' });
    expect((await czar(on, 'add', 'export')).code).toBe(0);
    expect(on.added).toMatchObject([{ text: 'do it', assignee: null, priority: 10, after: [] }]);
  });

  test.each([
    ['a name that is taken', ['add', 'Cart-UI', '--text', 'x'], 'there is a task cart-ui'],
    ['the name of a worker', ['add', 'qa', '--text', 'x'], 'qa is a worker'],
    ['a name that is none', ['add', 'a b', '--text', 'x'], 'may hold only letters'],
    ['a name that is too long', ['add', 'x'.repeat(41), '--text', 'x'], 'longer than 40 characters'],
    ['a priority that is none', ['add', 'x', '--text', 'y', '-p', 'high'], 'expected a whole number'],
    ['a task after itself', ['add', 'x', '--text', 'y', '--after', 'cart-ui,x'], 'cannot come after itself'],
    ['two texts', ['add', 'x', '--text', 'y', '--file', 'z.md'], 'cannot be used with'],
    ['no text', ['add', 'x', '--text', ' '], 'an agent needs to know what to do'],
  ])('refuses %s, and adds nothing', async (_what, argv, because) => {
    const on = machine();
    const { code, err } = await czar(on, ...argv);
    expect(code).toBe(2);
    expect(err).toContain(because);
    expect(on.added).toEqual([]);
  });

  test('does not wait for a text to be typed', async () => {
    expect((await czar(machine({ terminal: true }), 'add', 'export')).code).toBe(2);
  });
});
