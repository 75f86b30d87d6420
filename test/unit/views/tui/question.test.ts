import { describe, expect, test } from 'vitest';
import type { ClosedQuestion, Question } from '../../../../src/domain/question.ts';
import { topPlace } from '../../../../src/views/tui/state.ts';
import { sceneOf, viewportOf } from '../../../../src/views/tui/viewport.ts';
import { emptyWorld, noon, question, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, press, shown } from './worlds.ts';

const minute = 60_000;
const size = { columns: 100, rows: 30 };

const permission = question(3, {
  topic: 'agent-asks',
  worker: 'engineer1',
  task: 'cart',
  text: 'asks: (looks destructive) Bash command rm -rf build (czar attach engineer1)',
  choices: [
    { key: 'yes', says: 'Yes' },
    { key: 'always', says: 'Yes, and do not ask again' },
    { key: 'no', says: 'No' },
    { key: 'answered', says: 'I answered it in the session' },
  ],
  holds: 'worker',
});

function on(questions: readonly Question[], closed: readonly ClosedQuestion[] = []) {
  return givenOf(
    dataOf(
      emptyWorld({
        workers: [workerRow('engineer1', { activity: 'asks', doing: 'asks you', task: 'cart' })],
        tasks: [taskRow('cart', { status: 'in_progress', worker: 'engineer1', attempt: 1 })],
        questions,
        closed,
      }),
    ),
    size,
  );
}

const given = on([permission]);
const opened = press(given, ['n', 'enter']).state;
const after = (...keys: readonly string[]) => press(given, keys, opened);
const allows = { do: 'run', argv: ['answer', '3', '--', 'yes'], show: 'toast' };

/** What is chosen on the page; null: nothing. */
function chosen(...keys: readonly string[]): string | null {
  const view = viewportOf(sceneOf(after(...keys).state, given));
  return view.rows[view.selected]?.id ?? null;
}

describe('the page of a question', () => {
  test('quotes what it rests on, and nothing of it does anything to the terminal', () => {
    const lines = ['src/orders.js:1', '\u001b[2J BROKEN'];
    const evidence = [{ source: 'gate' as const, at: noon, says: 'no-broken printed last:', lines }];
    const text = shown(on([{ ...permission, topic: 'gates-failing', evidence }]), ['n', 'enter']);
    expect(text).toMatch(/no-broken printed last:\n +\| src\/orders\.js:1 *\n +\| .*BROKEN/);
    expect(text).not.toContain('\u001b[2J');
  });

  test('begins with nothing chosen', () => {
    expect(chosen()).toBeNull();
    expect(shown(given, ['n', 'enter'])).not.toMatch(/^> /m);
  });

  test('Enter with nothing chosen says which keys answer, however often it is pressed', () => {
    for (const keys of [['enter'], ['enter', 'enter', 'enter']]) {
      const { effects } = after(...keys);
      expect(effects.at(-1)).toEqual({
        do: 'say',
        text: 'nothing is chosen. Choose: 1 yes, 2 always, 3 no, 4 answered; then Enter',
      });
      expect(effects.some((effect) => effect.do === 'run')).toBe(false);
    }
  });

  test('a digit chooses and gives nothing, also when it is repeated', () => {
    expect(chosen('3')).toBe('no');
    expect(chosen('1', '1', '1')).toBe('yes');
    expect(after('1', '1', '1').effects).toEqual([]);
    expect(after('3', 'enter').effects).toEqual([{ ...allows, argv: ['answer', '3', '--', 'no'] }]);
  });

  test('a digit without an answer chooses nothing, says so, and takes back what was chosen', () => {
    for (const key of ['7', '0']) {
      expect(chosen('1', key)).toBeNull();
      const { effects, state } = after('1', key, 'enter');
      expect(effects.map((effect) => (effect.do === 'say' ? effect.text.split('. ')[0] : effect.do))).toEqual(
        [`there is no answer ${key}`, 'nothing is chosen'],
      );
      expect(topPlace(state)).toMatchObject({ view: 'question' });
    }
  });

  test('down chooses the first answer, and only Enter gives one', () => {
    expect(chosen('down')).toBe('yes');
    const nothing = [{ do: 'say', text: 'there is nothing to open here' }];
    expect(after('3', 'l').effects).toEqual(nothing);
    expect(after('3', 'right').effects).toEqual(nothing);
  });

  test('no key alone lets anything happen, however often it is pressed', () => {
    const keys = [
      ...'0123456789abcdefghijklmnoprstuvwxyzADGRY<>+ '.split(''),
      'enter',
      'down',
      'right',
      'tab',
    ];
    for (const key of keys) {
      const { effects } = after(key, key, key, key);
      expect([key, effects.filter((effect) => effect.do === 'run')]).toEqual([key, []]);
    }
  });

  test('what looks destructive is asked about once more, and says what it is', () => {
    const asked = after('1', 'enter');
    expect(asked.effects).toEqual([]);
    expect(asked.state.mode).toMatchObject({ on: 'confirm' });
    const text = JSON.stringify(asked.state.mode);
    expect(text).toContain('Let engineer1 do it?');
    expect(text).toContain('does not come back');
    expect(text).toContain('rm -rf build');
    expect(press(given, ['enter'], asked.state).effects).toEqual([]);
    expect(press(given, ['y'], asked.state).effects).toEqual([allows]);
  });

  test('a harmless permission needs no second word, one for ever does', () => {
    const mild = { ...permission, text: 'asks: Bash command npm test (czar attach engineer1)' };
    const world = on([mild]);
    expect(press(world, ['n', 'enter', '1', 'enter']).effects).toEqual([allows]);
    const always = press(world, ['n', 'enter', '2', 'enter']);
    expect(JSON.stringify(always.state.mode)).toContain('now and whenever it wants to');
  });

  test('the palette asks about the same answers', () => {
    const typed = press(given, [':', ...'answer 3 yes'.split(''), 'enter']);
    expect(typed.effects).toEqual([]);
    expect(typed.state.mode).toMatchObject({ on: 'confirm' });
  });

  test('scrolled out of sight nothing is chosen in its place', () => {
    const low = { ...given, size: { columns: 60, rows: 9 } };
    const { state } = press(low, ['n', 'enter', '1', 'pagedown', 'pagedown']);
    const view = viewportOf(sceneOf(state, low));
    expect(view.selected === -1 || view.rows[view.selected]?.id === 'yes').toBe(true);
  });
});

describe('the page of a question that is not open any more', () => {
  const denied: ClosedQuestion = {
    ...permission,
    answer: 'no',
    because: 'a human answered',
    at: noon - 3 * minute,
  };
  const world = on([question(4)], [denied]);
  const { state } = press(given, ['n', 'enter', '1']);
  const text = shown(world, [], state);

  test('says that it is answered, by what and when, and how to go on', () => {
    expect(text).toContain('Question 3 is answered: you denied this at 11:57 (3m ago).');
    expect(text).toContain('n shows what else needs you (1)');
    expect(text).toContain('worker  engineer1');
  });

  test('says what became of one that settled by itself', () => {
    const settled = { ...denied, answer: null, because: 'its session no longer asks that' };
    expect(shown(on([], [settled]), [], state)).toContain(
      'Question 3 needs no answer any more since 11:57 (3m ago): its session no longer asks that.',
    );
  });

  test('one that is too old is said to be closed all the same', () => {
    expect(shown(on([]), [], state)).toContain('This question is not open');
  });

  test('digits do there what they do elsewhere, and answer nothing', () => {
    const gone = press(world, ['6'], state);
    expect(topPlace(gone.state).view).toBe('queue');
    expect(gone.effects).toEqual([]);
  });

  test('leads to what the same worker asks next, with nothing chosen there', () => {
    const again = on([{ ...permission, id: 'q-9', number: 9 }], [denied]);
    const next = press(again, ['enter'], state);
    expect(topPlace(next.state)).toMatchObject({ view: 'question', about: 'q-9' });
    expect(
      press(again, ['enter', 'enter', 'enter'], state).effects.every(({ do: does }) => does === 'say'),
    ).toBe(true);
  });
});

test('the next question of a worker is called by what it is about, which may be a task of others', () => {
  const { id, number, topic, task, worker, text } = permission;
  const closed = { id, number, topic, task, worker, text, answer: 'no', because: 'answered', at: noon };
  const other = question(8, {
    topic: 'crashes-agents',
    task: 'parse',
    worker: 'engineer1',
    text: 'crashes its agents',
  });
  const page = shown(on([other], [closed]), [], press(on([permission]), ['n', 'enter']).state);
  expect(page).toContain('question 8, parse: crashes its agents');
  expect(page).not.toContain('engineer1 asks');
});

test('an answer that waits for the next start is told in lists and on the page', () => {
  const kept = { ...permission, kept: 'no' };
  expect(shown(on([kept]), ['n'])).toContain('answered, waits for the start: asks: (looks destructive)');
  expect(shown(on([kept]), ['n', 'enter'])).toContain(
    'You answered it "no" already: that waits for the next start',
  );
});

describe('a question that was answered before', () => {
  const again = {
    ...permission,
    before: [{ answer: 'no', at: noon - 18 * minute }],
    since: noon - 2 * minute,
  };

  test('says so with the time, on its page and in the list', () => {
    const page = shown(on([again]), ['n', 'enter']);
    expect(page).toContain('You denied this before, at 11:42: it asks for the 2nd time.');
    expect(page).toContain('It asks since 11:58 (2m).');
    expect(page.replace(/\s+/g, ' ')).toContain(
      'After a no it goes on by itself, and may ask the same again; czar nudge engineer1 tells it what to do instead.',
    );
    expect(shown(on([again]), ['n'])).toContain('2nd time: (looks destructive)');
  });
});

describe('a worker that is free because its task waits', () => {
  const stuck = question(5, {
    topic: 'stuck',
    task: 'cart',
    worker: 'engineer1',
    text: 'engineer1 is stuck: nothing moves, also after a restart',
    since: noon - 125 * minute,
    askedAt: noon - 5 * minute,
    screen: { at: noon - 6 * minute, lines: ['> npm test', '\u001b[2Jwaiting'] },
  });
  const parked = { task: 'cart', question: 5 };
  const world = givenOf(
    dataOf(
      emptyWorld({
        workers: [
          workerRow('engineer1', { activity: 'idle', doing: 'idle', since: noon - 125 * minute, parked }),
          workerRow('calm'),
        ],
        tasks: [
          taskRow('cart', {
            status: 'needs_human',
            since: noon - 125 * minute,
            worker: 'engineer1',
            attempt: 1,
          }),
        ],
        questions: [stuck],
      }),
    ),
    size,
  );

  test('is at rest, and leads to the question with the time since when', () => {
    const text = shown(world);
    expect(text).toMatch(/> ○ +engineer1 +healthy +idle, asked \(5\)/);
    expect(text).toContain('task cart waits for you (5) since 09:55 (2h05m): engineer1 is stuck');
    expect(topPlace(press(world, ['enter', 'down', 'enter']).state)).toMatchObject({
      view: 'question',
      about: 'q-5',
    });
  });

  test('the question, the pages of worker and task, and the row say the same since', () => {
    for (const keys of [['n', 'enter'], ['enter'], ['6', 'enter'], []])
      expect([keys, shown(world, keys)]).toEqual([keys, expect.stringContaining('since 09:55 (2h05m)')]);
  });

  test('shows the last lines of its screen, harmlessly', () => {
    const text = shown(world, ['n', 'enter']);
    expect(text).toContain('its screen at 11:54 (6m ago):');
    expect(text).toContain('| > npm test');
    expect(text).not.toContain('\u001b');
  });
});
