import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Undoable } from '../../../../src/domain/undo.ts';
import { retryOf } from '../../../../src/views/tui/keys-task.ts';
import { screen } from '../../../../src/views/tui/screen.ts';
import { openingState, topPlace, type Effect } from '../../../../src/views/tui/state.ts';
import { step } from '../../../../src/views/tui/step.ts';
import { sceneOf, viewportOf } from '../../../../src/views/tui/viewport.ts';
import type { Input } from '../../../../src/views/tui/input.ts';
import { noon } from '../worlds.ts';
import { crowdWorld, dataOf, givenOf, nightWorld, press, shown, worlds } from './worlds.ts';

const size = { columns: 80, rows: 24 };
const given = givenOf(dataOf(nightWorld()), size);

/** The name of the selected row. */
function selected(keys: readonly string[], on = given): string | null {
  const scene = sceneOf(press(on, keys).state, on);
  const view = viewportOf(scene);
  return view.rows[view.selected]?.id ?? null;
}

const overviewOrder = [selected([]), selected(['j']), selected(['j', 'j'])];

describe('moving', () => {
  test('begins at the worker that needs a look first', () => expect(overviewOrder[0]).toBe('engineer2'));
  test.each([
    [['down'], overviewOrder[1]],
    [['j', 'j', 'k'], overviewOrder[1]],
    [['j', 'j', 'up'], overviewOrder[1]],
    [['G', 'g'], overviewOrder[0]],
    [['end', 'home'], overviewOrder[0]],
    [['k'], overviewOrder[0]],
    [['pagedown', 'pageup'], overviewOrder[0]],
  ])('%j ends at %s', (keys, expected) => expect(selected(keys)).toBe(expected));

  test('the selection stays on its worker when others come before it', () => {
    const { state } = press(given, ['j', 'j']);
    const world = nightWorld();
    const changed = givenOf(dataOf({ ...world, workers: [...world.workers].reverse() }), size);
    const view = viewportOf(sceneOf(state, changed));
    expect(view.rows[view.selected]?.id).toBe(overviewOrder[2]);
  });

  test('when its row goes, the selection is on the one that took its place', () => {
    const { state } = press(given, ['j', 'j']);
    const world = nightWorld();
    const left = givenOf(
      dataOf({ ...world, workers: world.workers.filter(({ worker }) => worker !== overviewOrder[2]) }),
      size,
    );
    const view = viewportOf(sceneOf(state, left));
    expect(view.selected).toBe(2);
  });
});

describe('going', () => {
  const at = (...keys: readonly string[]): string => topPlace(press(given, keys).state).view;

  test.each([
    [['2'], 'needs'],
    [['n'], 'needs'],
    [['3'], 'graph'],
    [['tab'], 'needs'],
    [['shift-tab', 'tab'], 'overview'],
    [['enter'], 'worker'],
    [['enter', 'esc'], 'overview'],
    [['esc', 'esc'], 'overview'],
    [['n', 'enter'], 'question'],
    [['?'], 'help'],
    [['?', '?', 'esc'], 'overview'],
    [['t'], 'task'],
    [['3', 'enter', 'w'], 'worker'],
  ])('%j leads to %s', (keys, view) => expect(at(...keys)).toBe(view));

  test('Esc comes back to the same row', () => {
    expect(selected(['j', 'j', 'enter', 'esc'])).toBe(overviewOrder[2]);
  });

  test('a name in the conflicts leads to its task', () => {
    expect(topPlace(press(given, ['8', 'enter']).state)).toMatchObject({
      view: 'task',
      about: 'cart-totals',
    });
    expect(topPlace(press(given, ['8', 'j', 'enter']).state)).toMatchObject({
      view: 'task',
      about: 'cart-ui',
    });
  });

  test('q leaves from anywhere, and Ctrl-C while something is typed too', () => {
    expect(press(given, ['2', 'enter', 'q']).effects).toEqual([{ do: 'quit' }]);
    expect(press(given, [':', 'q', 'ctrl-c']).effects).toEqual([{ do: 'quit' }]);
  });
});

describe('orders', () => {
  test('a number and Enter answer the question that is open; the number alone does not', () => {
    expect(press(given, ['n', 'enter', '1']).effects).toEqual([]);
    expect(press(given, ['n', 'enter', '2', '1', 'enter']).effects).toEqual([
      { do: 'run', argv: ['answer', '7', '--', 'retry'], show: 'toast' },
    ]);
  });

  test('an answer that takes something away is asked for again, and only y goes on', () => {
    const asked = press(given, ['n', 'enter', '2', 'enter']);
    expect(asked.effects).toEqual([]);
    expect(asked.state.mode.on).toBe('confirm');
    expect(press(given, ['enter'], asked.state).effects).toEqual([]);
    expect(press(given, ['y'], asked.state).effects).toEqual([
      { do: 'run', argv: ['answer', '7', '--', 'cancel'], show: 'toast' },
    ]);
  });

  test('own words are typed in place, and "-1" is no option', () => {
    const keys = ['n', 'enter', '3', 'enter', '-', '1', ' ', 'x', 'enter'];
    expect(press(given, keys).effects).toEqual([
      { do: 'run', argv: ['answer', '7', '--', '-1 x'], show: 'toast' },
    ]);
  });

  test('a message goes to the selected worker', () => {
    expect(press(given, ['j', 'm', 'h', 'i', 'enter']).effects).toEqual([
      { do: 'run', argv: ['nudge', overviewOrder[1], '--', 'hi'], show: 'toast' },
    ]);
  });

  test('cancelling names what is lost', () => {
    const text = shown(given, ['6', '/', 'b', 'u', 'i', 'l', 'd', '-', '1', 'enter', 'x']);
    expect(text).toContain('Cancel build-1?');
    expect(text).toContain('builder1 is interrupted');
    expect(text).toMatch(/2 tasks behind it cannot go on: build-5, build-9/);
  });

  test('a key that can do nothing says why', () => {
    const merged = press(given, ['6', 'G', 'x']);
    expect(JSON.stringify(merged.effects)).toMatch(/"say".*is merged already/);
  });

  test('on a page the keys act on what the page is about', () => {
    expect(press(given, ['enter', 'a']).effects).toEqual([
      { do: 'attach', worker: 'engineer2', readOnly: false },
    ]);
    expect(topPlace(press(given, ['enter', 't']).state)).toMatchObject({
      view: 'task',
      about: 'cart-totals',
    });
  });

  test('attach names the worker', () => {
    expect(press(given, ['a']).effects).toEqual([{ do: 'attach', worker: 'engineer2', readOnly: false }]);
  });
});

describe('a decision is overridden', () => {
  const about = (task: string | null, worker: string | null) => {
    const row = {
      seq: 1,
      at: 0,
      kind: 'decided',
      cause: 'd1',
      decision: null,
      what: 'x',
      why: 'y',
      evidence: [],
    } as const;
    return givenOf(dataOf(nightWorld(), { rows: [{ ...row, task, worker }] }), size);
  };
  const run = (argv: readonly string[], show = 'toast') => [{ do: 'run', argv, show }];

  test('by a priority, a new attempt, somebody else', () => {
    const on = about('build-2', 'builder2');
    expect(press(on, ['5', '<']).effects).toEqual(run(['edit', 'build-2', '--priority', '9']));
    expect(press(on, ['5', '>']).effects).toEqual(run(['edit', 'build-2', '--priority', '11']));
    expect(press(on, ['5', 'r', 'y']).effects).toEqual(run(['retry', 'build-2']));
    expect(press(on, ['5', 's']).state.mode).toMatchObject({ on: 'palette' });
  });

  test('by approving finished work, after it is said what goes where', () => {
    const on = about('e2e-smoke', 'qa');
    const asked = press(on, ['5', 'M']);
    expect(asked.effects).toEqual([]);
    expect(JSON.stringify(asked.state.mode)).toMatch(/Merge e2e-smoke\?.*of #60 goes into omnibus\/shop/);
    expect(press(on, ['y'], asked.state).effects).toEqual(run(['pr', 'merge', 'e2e-smoke']));
    expect(JSON.stringify(press(about('build-2', null), ['5', 'M']).effects)).toContain('only finished work');
  });

  test('by keeping a worker from being restarted', () => {
    expect(press(about(null, 'builder3'), ['5', 'p']).effects).toEqual(run(['pause', 'builder3']));
    expect(press(about(null, null), ['5', 'R']).effects).toEqual([
      { do: 'say', text: 'this is about no worker' },
    ]);
  });
});

describe('the palette', () => {
  test('completes a verb and a name, and runs it', () => {
    const keys = [':', 'n', 'u', 'tab', 'q', 'tab', 'h', 'i', 'enter'];
    expect(press(given, keys).effects).toEqual([{ do: 'run', argv: ['nudge', 'qa', 'hi'], show: 'toast' }]);
  });

  test('asks before a verb that takes something away', () => {
    const typed = press(given, [...':restart qa'.split(''), 'enter']);
    expect(typed.effects).toEqual([]);
    expect(press(given, ['y'], typed.state).effects).toEqual([
      { do: 'run', argv: ['restart', 'qa'], show: 'toast' },
    ]);
  });

  test('asks before the omnibus is merged, names what is missing, and then says yes for you', () => {
    const typed = press(given, [...':pr omnibus --merge'.split(''), 'enter']);
    expect(typed.effects).toEqual([]);
    expect(JSON.stringify(typed.state.mode)).toMatch(
      /Merge the omnibus #\d+ into main\?.*\d+ of \d+ tasks are not in it: .*questions? waits? for you/,
    );
    expect(press(given, ['y'], typed.state).effects).toEqual([
      { do: 'run', argv: ['pr', 'omnibus', '--merge', '--yes'], show: 'page' },
    ]);
  });

  test('asks before a new attempt how many files are put aside, and where', () => {
    const world = nightWorld();
    const workers = world.workers.map((row) =>
      row.worker === 'engineer2'
        ? { ...row, branch: 'feat/shop-cart', uncommitted: { files: 3, at: noon } }
        : row,
    );
    const tasks = world.tasks.map((row) =>
      row.worker === 'engineer2'
        ? { ...row, branch: 'feat/shop-cart', attempt: 2, commits: 1, branchCommits: 5 }
        : row,
    );
    const name = tasks.find((row) => row.worker === 'engineer2')?.task ?? '';
    const on = givenOf(dataOf({ ...world, workers, tasks }), size);
    const row = tasks.find((one) => one.task === name);
    const again = row === undefined ? '' : JSON.stringify(retryOf(row, { ...world, workers, tasks }));
    const off = JSON.stringify(press(on, [...`:cancel ${name}`.split(''), 'enter']).state.mode);
    for (const text of [again, off])
      expect(text).toContain(
        `3 files not committed in the worktree of engineer2 are put aside under refs/czar/${world.projectId}/saved/${name}/2 and do not come back by themselves`,
      );
    expect(off).toContain('5 commits will not be merged; they stay on feat/shop-cart');
  });

  test('says at once that merged work cannot be cancelled, and does not offer it', () => {
    const world = nightWorld();
    const merged = world.tasks.find(({ status }) => status === 'merged')?.task ?? '';
    const { effects, state } = press(given, [...`:cancel ${merged}`.split(''), 'enter']);
    expect(effects).toEqual([{ do: 'say', text: `${merged} is merged already` }]);
    expect(state.mode).toMatchObject({ on: 'palette' });
    expect(shown(given, ':cancel '.split(''))).not.toContain(`${merged}  `);
  });

  test('quotes keep words together, and other verbs get a page', () => {
    const { state, effects } = press(given, [...':pr show "a b"'.split(''), 'enter']);
    expect(effects).toEqual([{ do: 'run', argv: ['pr', 'show', 'a b'], show: 'page' }]);
    expect(topPlace(state).view).toBe('output');
  });

  test('goes to views, and attaches', () => {
    expect(topPlace(press(given, [...':graph'.split(''), 'enter']).state).view).toBe('graph');
    expect(press(given, [...':attach qa'.split(''), 'enter']).effects).toEqual([
      { do: 'attach', worker: 'qa', readOnly: false },
    ]);
  });
});

/** What is said, where nothing else is done. */
function said(effects: readonly Effect[]): string {
  const [effect, ...more] = effects;
  expect(more).toEqual([]);
  return effect?.do === 'say' ? effect.text : '';
}

describe('a typed line with a name that is not there', () => {
  const typed = (text: string) => press(given, [':', ...text.split(''), 'enter']);

  test.each([
    ['restart enginer2', 'there is no worker "enginer2"; did you mean engineer2, engineer1'],
    ['cancel checkout-flwo', 'there is no task "checkout-flwo"; did you mean checkout-flow'],
    ['answer 99 yes', 'there is no open question "99"; there is'],
    ['assign checkout-flow nobody', 'there is no worker "nobody"; there is'],
    ['attach zzz', 'there is no worker "zzz"; there is'],
    ['restrat qa', 'there is no verb or view "restrat"; did you mean restart?'],
  ])('"%s" is refused before anything is asked, and stays to be put right', (text, says) => {
    const { state, effects } = typed(text);
    expect(said(effects)).toContain(says);
    expect(state.mode).toMatchObject({ on: 'palette', line: { before: text } });
    const told = step(state, { on: 'told', tone: 'plain', text: says }, given).state;
    expect(screen(told, given).join('\n')).toContain(says);
  });

  test.each(['answer q-1 yes', 'answer 1 yes', 'add brand-new', 'pr show nothing-known', 'assign --next qa'])(
    '"%s" is no such line',
    (text) => expect(JSON.stringify(typed(text))).not.toContain('there is no'),
  );
});

test('with nobody running a name that the picture lacks is left to the verb', () => {
  const dead = givenOf(dataOf(nightWorld(), { supervisor: 'dead' }), size);
  expect(press(dead, [...':answer 99 yes'.split(''), 'enter']).effects).toMatchObject([{ do: 'run' }]);
});

describe('a key that does nothing where one is', () => {
  test.each([
    [['U'], 'undo'],
    [['5', 'U', 'U'], 'undo'],
    [['U', 'esc'], 'overview'],
  ])('%j leads to %s', (keys, view) => expect(topPlace(press(given, keys).state).view).toBe(view));

  test.each([
    [['+'], '+ does nothing here; in Timeline (4): nearer; in Queue (6): add a task'],
    [['3', 'R'], 'R does nothing here; in Overview (1)'],
    [['z'], 'z does nothing: ? shows the keys that are used here'],
    [['esc'], 'this is the first place: q leaves, the work goes on'],
    [['7', '/', '~', 'enter', 'enter'], 'there is nothing to open here'],
  ])('%j says why, and where it does something', (keys, says) => {
    expect(said(press(given, keys).effects)).toContain(says);
  });
});

describe('what can be taken back', () => {
  const rows: readonly Undoable[] = [
    {
      id: 'o-12345678',
      at: noon - 60_000,
      what: 'cancel cart-totals',
      back: 'cart-totals goes on where its branch is, as a new attempt',
      keptUntil: null,
      edit: null,
    },
  ];
  const on = givenOf(dataOf(nightWorld(), { undoable: rows }), { columns: 120, rows: 24 });

  test('is a list that tells what comes back', () => {
    const text = shown(on, ['U']);
    expect(text).toContain('o-12345678');
    expect(text).toContain(
      'cancel cart-totals. Taken back: cart-totals goes on where its branch is, as a new attempt',
    );
  });

  test('is taken back by Enter and a yes', () => {
    const asked = press(on, ['U', 'enter']);
    expect(asked.effects).toEqual([]);
    expect(asked.state.mode).toMatchObject({ confirm: { asks: 'Undo: cancel cart-totals?' } });
    expect(press(on, ['y'], asked.state).effects).toEqual([
      { do: 'run', argv: ['undo', 'o-12345678'], show: 'toast' },
    ]);
  });

  test('is what :undo leads to', () => {
    expect(topPlace(press(on, [...':undo'.split(''), 'enter']).state).view).toBe('undo');
  });
});

test('pasted text is never taken for keys', () => {
  const paste: Input = { on: 'paste', text: 'xyq\ny' };
  expect(step(openingState('queue'), paste, given)).toEqual({ state: openingState('queue'), effects: [] });
  const typing = step(press(given, ['m']).state, paste, given);
  expect(press(given, ['enter'], typing.state).effects).toEqual([
    { do: 'run', argv: ['nudge', 'engineer2', '--', 'xyq\ny'], show: 'toast' },
  ]);
});

test('the mouse selects, opens, scrolls and goes to views', () => {
  const big = givenOf(dataOf(crowdWorld()), size);
  const click = (row: number, column = 5): Input => ({ on: 'mouse', does: 'press', row, column });
  const once = step(openingState('overview'), click(6), big).state;
  const first = viewportOf(sceneOf(once, big));
  expect(first.selected).toBe(2);
  expect(topPlace(step(once, click(6), big).state).view).toBe('worker');
  const wheel = step(once, { on: 'mouse', does: 'wheel-down', row: 8, column: 1 }, big).state;
  expect(viewportOf(sceneOf(wheel, big)).selected).toBe(5);
  expect(topPlace(step(once, click(2, 14), big).state).view).toBe('needs');
});

const keys = fc.oneof(
  fc.constantFrom(
    ...'jkgGudlhnqyaAmRptserxDwo+/:?12345678'.split(''),
    ...'enter esc tab shift-tab up down left right pageup pagedown home end backspace delete ctrl-w ctrl-j ctrl-z'.split(
      ' ',
    ),
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);

const inputs: fc.Arbitrary<Input> = fc.oneof(
  { weight: 8, arbitrary: keys.map((key) => ({ on: 'key' as const, key })) },
  { weight: 1, arbitrary: fc.string().map((text) => ({ on: 'paste' as const, text })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('press', 'wheel-up', 'wheel-down'), fc.nat(40), fc.nat(120))
      .map(([does, row, column]) => ({ on: 'mouse' as const, does, row, column })),
  },
);

test('whatever is pressed, in whatever world and size: nothing throws, the selection is on a row, the screen is full', () => {
  const names = Object.keys(worlds);
  const pictures = new Map(Object.entries(worlds).map(([name, world]) => [name, dataOf(world())]));
  const sizes = fc.record({
    columns: fc.integer({ min: 1, max: 140 }),
    rows: fc.integer({ min: 1, max: 50 }),
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(inputs, fc.constantFrom(...names), sizes), { maxLength: 25 }), (steps) => {
      let state = openingState('overview');
      for (const [input, name, at] of steps) {
        const on = givenOf(pictures.get(name) ?? dataOf(null), at);
        state = step(state, input, on).state;
        const view = viewportOf(sceneOf(state, on));
        expect(view.selected).toBeLessThan(view.rows.length);
        const isOnRow = typeof view.rows[view.selected]?.id === 'string';
        expect(isOnRow || !view.isList || view.rows.length === 0).toBe(true);
        expect(screen(state, on)).toHaveLength(at.rows);
      }
    }),
    { numRuns: 50 },
  );
});

test('a click on a question of the overview opens it', () => {
  const given = givenOf(dataOf(nightWorld()), { columns: 120, rows: 40 });
  const line = shown(given)
    .split('\n')
    .findIndex((text) => text.startsWith('? 2  engineer2'));
  expect(line).toBeGreaterThan(2);
  const { state } = step(
    openingState('overview'),
    { on: 'mouse', does: 'press', row: line, column: 5 },
    given,
  );
  expect(topPlace(state)).toMatchObject({ view: 'question', about: 'q-2' });
});

test('Enter before a list was read says that it is read', () => {
  const given = givenOf(dataOf(nightWorld(), { undoable: null }), { columns: 80, rows: 24 });
  expect(press(given, ['U', 'enter']).effects).toEqual([{ do: 'say', text: 'reading the journal …' }]);
});
