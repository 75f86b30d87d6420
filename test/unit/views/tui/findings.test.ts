import { describe, expect, test } from 'vitest';
import { receiptWords } from '../../../../src/views/action-words.ts';
import { width } from '../../../../src/views/cells.ts';
import { screen } from '../../../../src/views/tui/screen.ts';
import { sceneOf } from '../../../../src/views/tui/viewport.ts';
import { legend } from '../../../../src/views/tui/time-view.ts';
import { marksInOrder } from '../../../../src/views/tui/timeline-lanes.ts';
import { step } from '../../../../src/views/tui/step.ts';
import { counts, emptyWorld, noon, question, taskRow as task, workerRow as worker } from '../worlds.ts';
import { dataOf, givenOf, nightWorld, press, shown } from './worlds.ts';

const small = { columns: 80, rows: 24 };
const minute = 60_000;

const asking = question(1, {
  topic: 'agent-asks',
  worker: 'fay',
  task: 'drop',
  holds: 'worker',
  text: 'asks: (looks destructive) permission: psql -c "drop table carts" (czar attach fay)',
  before: [{ answer: 'no', at: noon - 9 * minute }],
  askedAt: noon - minute,
});

const stuck = question(2, {
  topic: 'stuck',
  task: 'index',
  text: 'eve is stuck: nothing moves, also after a restart; the offer of help is queued and was not read. What should it do?',
  askedAt: noon - minute,
});

function world(columns = small) {
  const workers = ['fay', 'ada', 'bob', 'cyd', 'dee', 'eve'].map((name) =>
    name === 'fay'
      ? worker(name, { task: 'drop', activity: 'asks', doing: 'asks you', since: noon - 2 * minute })
      : worker(name, { doing: 'idle', activity: 'idle', parked: { task: 'index', question: 2 } }),
  );
  const tasks = [
    task('drop', { status: 'in_progress', worker: 'fay', since: noon - 9 * minute }),
    task('index', { status: 'needs_human' }),
  ];
  return givenOf(dataOf(emptyWorld({ questions: [asking, stuck], workers, tasks })), columns);
}

const typed = (text: string, on = world()) => press(on, [...`:${text}`.split(''), 'enter']);

test('what an agent asks for is to be seen in the rows of 80 columns, also the second time', () => {
  expect(shown(world(), [])).toMatch(/2nd time: \(looks destructive\) permission: psql -c "drop/);
  expect(shown(world(), ['2'])).toContain('psql -c "dro');
});

test('questions take the rows that nobody needs, each in full as long as there are any', () => {
  const text = shown(world(), []).replace(/\s+/g, ' ');
  expect(text).toContain('carts" (denied 11:51)');
  expect(text).toContain('was not read. What should it do?');
});

test('the number that leads to a question is not cut', () => {
  for (const columns of [80, 100, 120])
    expect(shown(world({ columns, rows: 36 }), [])).toContain('idle, asked (2)');
});

test('a task that asks does so since its worker asks', () => {
  expect(shown(world(), ['6'])).toMatch(/ASKS +fay +2m /);
  expect(shown(world(), ['3'])).toMatch(/ASKS +fay +2m /);
  expect(shown(world(), ['t'])).toContain('ASKS since 11:58 (2m)');
});

test('of a worker without a task no text is missed', () => {
  const row = { receipt: null, proofOfLife: true };
  expect(receiptWords({ ...row, task: null })).toMatch(/^none is due without a task; /);
  expect(receiptWords({ ...row, task: 'drop' })).toMatch(/^none of this task was sent yet; /);
});

describe('what is said at the bottom', () => {
  const said = (text: string, given = world()) => {
    const { state } = press(given, []);
    return screen(step(state, { on: 'told', tone: 'bad', text }, given).state, given);
  };

  test('is told in full, on as many lines as it takes, none too wide', () => {
    const text = `czar: could not add a task without a text (perf-run): ${'an agent needs to know what to do '.repeat(3)}end`;
    const lines = said(text);
    expect(lines).toHaveLength(small.rows);
    expect(lines.every((line) => width(line) <= small.columns)).toBe(true);
    expect(lines.join('\n').replace(/\s+/g, ' ')).toContain('what to do end');
  });

  test('names no digits of views where digits choose an answer', () => {
    const [effect] = press(world(), ['2', 'enter', 'x']).effects;
    expect(JSON.stringify(effect)).toContain('x does nothing here; in Graph, Decisions, Queue: ');
    expect(JSON.stringify(press(world(), ['x']).effects)).toContain(
      'in Graph (3), Decisions (5), Queue (6): ',
    );
  });
});

describe('the palette', () => {
  test('asks for the text of a task that is added without one', () => {
    const { state } = typed('add perf-run --after index');
    expect(state.mode).toMatchObject({
      on: 'typing',
      title: 'what perf-run is to do',
      argv: ['add', 'perf-run', '--after', 'index', '--text'],
    });
    expect(typed('add perf-run --text "Measure it"').effects).toMatchObject([{ do: 'run' }]);
    expect(typed('add perf-run --file perf.md').effects).toMatchObject([{ do: 'run' }]);
  });

  test('knows help: that of the view one is in', () => {
    expect(typed('help').state.places.at(-1)).toMatchObject({ view: 'help', about: 'overview' });
  });
});

test('where all is merged it is told what takes it to the base, as long as nobody did', () => {
  const finished = (omnibusState: 'ready' | 'merged') => {
    const { counts: none, integration } = emptyWorld();
    return givenOf(
      dataOf(
        emptyWorld({
          tasks: [task('a', { status: 'merged' })],
          counts: { ...none, total: 1, merged: 1 },
          integration: { ...integration, omnibus: 2, omnibusState },
        }),
      ),
      small,
    );
  };
  expect(shown(finished('ready'), [])).toContain('all in; :pr omnibus --merge takes it to main');
  expect(shown(finished('ready'), ['2'])).toContain(':pr omnibus --merge takes it to main');
  expect(shown(finished('merged'), ['2'])).toContain('Nothing needs you. You can walk away.');
});

test('where the locale is not UTF-8 what is cut ends in ASCII too', () => {
  const given = { ...givenOf(dataOf(nightWorld()), { columns: 60, rows: 20 }), unicode: false };
  for (const keys of [[], ['2'], ['3'], ['6'], ['7']]) expect(shown(given, keys)).not.toMatch(/[^\x00-\x7f]/);
});

test('the legend of the timeline has every letter in sight, with its word, on 80 columns too', () => {
  const given = world();
  const lines = legend(sceneOf(press(given, ['4']).state, given), small, new Set(marksInOrder));
  for (const { text, says } of marksInOrder) expect(lines.join('\n')).toContain(`${text} ${says}`);
  expect(lines.every((line) => width(line) <= small.columns)).toBe(true);
});

test('the legend of the timeline never pushes out the workers: on the smallest screen it has one line', () => {
  const given = givenOf(dataOf(nightWorld()), { columns: 30, rows: 8 });
  const scene = sceneOf(press(given, ['4']).state, given);
  const linesOf = (rows: number): number =>
    legend(scene, { columns: 30, rows }, new Set(marksInOrder)).length;
  expect([4, 9, 10, 15, 20].map(linesOf)).toEqual([1, 1, 2, 3, 3]);
  expect(shown(given, ['4']).split('\n').slice(5, 7)).toEqual([
    expect.stringMatching(/^> /),
    expect.stringMatching(/^ {2}\w/),
  ]);
});

test('whom a question is about is whole on a small screen; when it was asked goes first', () => {
  const given = givenOf(dataOf(nightWorld()), { columns: 40, rows: 12 });
  expect(shown(given, ['2'])).toMatch(/^ {2}# +ABOUT +WAITS +QUESTION$/m);
});

test('the chain in the graph is told by whole names: its reason goes first where both do not fit', () => {
  const tasks = [
    task('search-index-of-shop', { status: 'needs_human' }),
    task('search-ui', { status: 'pending', after: ['search-index-of-shop'] }),
    task('release-notes', { status: 'pending', after: ['search-ui'] }),
    task('done', { status: 'merged', workMs: minute }),
  ];
  const asked = question(2, { topic: 'stuck', task: 'search-index-of-shop', text: 'eve is stuck' });
  const given = givenOf(
    dataOf(
      emptyWorld({
        tasks,
        questions: [asked],
        workers: [worker('eve')],
        counts: counts({ total: 4, merged: 1, needsHuman: 1, waiting: 2 }),
      }),
    ),
    small,
  );
  const line = shown(given, ['3']).split('\n')[3] ?? '';
  expect(line).toMatch(/questions?; chain: search-index-of-shop, \+2 more$/);
});

test('several lines of a complaint are told as one, each as what it is', () => {
  const { state } = press(world(), []);
  const told = step(
    state,
    { on: 'told', tone: 'bad', text: 'it ended with 1\n  name one that is there' },
    world(),
  );
  expect(shown(world(), [], told.state)).toContain('it ended with 1; name one that is there');
});
