import { describe, expect, test } from 'vitest';
import { screen } from '../../../../src/views/tui/screen.ts';
import { openingState, topPlace, type Effect, type UiState } from '../../../../src/views/tui/state.ts';
import { dataOf, givenOf, nightWorld, press, verbInfo, type Pressed } from './worlds.ts';

const size = { columns: 120, rows: 40 };

const { verbs: known } = dataOf(null);
const verbs = [
  ...known,
  verbInfo('clean', [], { options: ['--all', '--yes'], short: ['-y'] }),
  verbInfo('retry', ['task'], { options: ['--fresh'] }),
  verbInfo('stop', [], { options: ['--all', '--now'] }),
];
const given = givenOf(dataOf(nightWorld(), { verbs }), size);
/** Before anything was heard: no names and counts are known. */
const blind = givenOf(dataOf(null, { verbs }), size);

function line(text: string): readonly string[] {
  return [...text.split(''), 'enter'];
}

/** Selects the only row that a name fits to, or the first of them. */
function row(name: string): readonly string[] {
  return ['/', ...line(name)];
}

function task(name: string, key: string): readonly string[] {
  return ['6', ...row(name), key];
}

interface Asked {
  readonly keys: readonly string[];
  /** In this order, on the screen. */
  readonly says: readonly string[];
  readonly argv: readonly string[];
  readonly show?: 'page';
  readonly on?: typeof given;
}

const keys: Readonly<Record<string, Asked>> = {
  'R in the overview': {
    keys: ['R'],
    says: [
      'Restart engineer2?',
      'ended while it asks, and started anew',
      'go on with cart-totals; commits stay',
      'not committed stays in its worktree',
    ],
    argv: ['restart', 'engineer2'],
  },
  'R of one without a task': {
    keys: [...row('builder5'), 'R'],
    says: ['Restart builder5?', 'It has no task.'],
    argv: ['restart', 'builder5'],
  },
  'R of one at work': {
    keys: [...row('engineer1'), 'R'],
    says: ['Restart engineer1?', 'Its agent is ended in the middle of what it does.'],
    argv: ['restart', 'engineer1'],
  },
  'R of one at rest': {
    keys: [...row('builder5'), 'R'],
    says: ['Restart builder5?', 'Its agent is ended and started anew.', 'It has no task.'],
    argv: ['restart', 'builder5'],
  },
  'R of one whose agent has crashed': {
    keys: [...row('builder3'), 'R'],
    says: ['Restart builder3?', 'It has no agent now: one is started.'],
    argv: ['restart', 'builder3'],
  },
  'R on the page of a worker': {
    keys: ['enter', 'R'],
    says: ['Restart engineer2?'],
    argv: ['restart', 'engineer2'],
  },
  'R in the decisions': {
    keys: ['5', ...row('builder3 has died'), 'R'],
    says: ['Restart builder3?', 'go on with build-3'],
    argv: ['restart', 'builder3'],
  },
  'r of a task that somebody is at': {
    keys: task('cart-totals', 'r'),
    says: ['Begin cart-totals again?', 'engineer2 is interrupted', 'Commits stay on the branch.'],
    argv: ['retry', 'cart-totals'],
  },
  'r of a task that a question is about': {
    keys: task('api-auth', 'r'),
    says: ['Begin api-auth again?', 'It gets a new attempt.', 'Question 1 about it is closed.'],
    argv: ['retry', 'api-auth'],
  },
  'r on the page of a task': {
    keys: ['t', 'r'],
    says: ['Begin cart-totals again?'],
    argv: ['retry', 'cart-totals'],
  },
  'x of a task that others wait for': {
    keys: task('build-1', 'x'),
    says: [
      'Cancel build-1?',
      'builder1 is interrupted.',
      '2 tasks behind it cannot go on: build-5, build-9.',
    ],
    argv: ['cancel', 'build-1'],
  },
  'x in the graph': {
    keys: ['3', ...row('api-auth'), 'x'],
    says: ['Cancel api-auth?', '1 task behind it cannot go on: admin-login.'],
    argv: ['cancel', 'api-auth'],
  },
  'x of a task that nobody waits for': {
    keys: task('cart-ui', 'x'),
    says: ['Cancel cart-ui?', 'engineer3 is interrupted.', 'No other task waits for it.'],
    argv: ['cancel', 'cart-ui'],
  },
  'M of finished work': {
    keys: task('e2e-smoke', 'M'),
    says: ['Merge e2e-smoke?', 'of #60 goes into omnibus/shop', 'undo does not take a merge back'],
    argv: ['pr', 'merge', 'e2e-smoke'],
  },
  'Enter on what can be taken back': {
    keys: ['U', 'enter'],
    says: ['Undo: cancel cart-totals?', 'goes on where its branch is', 'since then stays'],
    argv: ['undo', 'o-3fa9c1d2'],
  },
};

const lines: Readonly<Record<string, Asked>> = {
  'cancel cart-totals': {
    keys: line(':cancel cart-totals'),
    says: ['Cancel cart-totals?', 'engineer2 is interrupted.'],
    argv: ['cancel', 'cart-totals'],
  },
  'retry cart-totals': {
    keys: line(':retry cart-totals'),
    says: ['Begin cart-totals again?', 'engineer2 is interrupted'],
    argv: ['retry', 'cart-totals'],
  },
  'restart qa': {
    keys: line(':restart qa'),
    says: ['Restart qa?', 'Its agent is ended and started anew.', 'stays in its worktree'],
    argv: ['restart', 'qa'],
  },
  'restart of what is not known yet': {
    keys: line(':restart qa'),
    says: ['czar restart qa?', 'ended, whatever it does, and started anew', 'worktree stays'],
    argv: ['restart', 'qa'],
    on: blind,
  },
  'answer 7 cancel': {
    keys: line(':answer 7 cancel'),
    says: ['Cancel build-2?', 'builder2 is interrupted.'],
    argv: ['answer', '7', 'cancel'],
  },
  'answer q-7 -- cancel': {
    keys: line(':answer q-7 -- cancel'),
    says: ['Cancel build-2?'],
    argv: ['answer', 'q-7', '--', 'cancel'],
  },
  'assign --now': {
    keys: line(':assign cart-totals qa --now'),
    says: ['czar assign cart-totals qa --now?', 'engineer2, which is at it now, is interrupted'],
    argv: ['assign', 'cart-totals', 'qa', '--now'],
  },
  'clean --yes': {
    keys: line(':clean --yes'),
    says: ['czar clean --yes?', 'of merged work and of workers that are gone are removed', 'is kept'],
    argv: ['clean', '--yes'],
    show: 'page',
  },
  'clean --all -y': {
    keys: line(':clean --all -y'),
    says: ['czar clean --all -y?', 'Everything that Czar made goes'],
    argv: ['clean', '--all', '-y'],
    show: 'page',
  },
  stop: {
    keys: line(':stop'),
    says: ['czar stop?', 'Nobody watches the agents any more'],
    argv: ['stop'],
    show: 'page',
  },
  'czar stop --all': {
    keys: line(':czar stop --all'),
    says: ['czar stop --all?', 'Every agent is interrupted and its session ended', 'a copy is saved'],
    argv: ['stop', '--all'],
    show: 'page',
  },
  'stop --all --now': {
    keys: line(':stop --all --now'),
    says: ['czar stop --all --now?', 'Every session is ended at once', 'no copy is saved'],
    argv: ['stop', '--all', '--now'],
    show: 'page',
  },
  'undo o-3fa9c1d2': {
    keys: line(':undo o-3fa9c1d2'),
    says: ['czar undo o-3fa9c1d2?', 'taken back', 'what was done since then stays'],
    argv: ['undo', 'o-3fa9c1d2'],
    show: 'page',
  },
  'pr omnibus --merge': {
    keys: line(':pr omnibus --merge'),
    says: ['Merge the omnibus #58 into main?', 'tasks are not in it', 'undo does not take it back'],
    argv: ['pr', 'omnibus', '--merge', '--yes'],
    show: 'page',
  },
  'pr omnibus --merge -y': {
    keys: line(':pr omnibus --merge -y'),
    says: ['Merge the omnibus #58 into main?'],
    argv: ['pr', 'omnibus', '--merge', '-y'],
    show: 'page',
  },
  'cancel of what is not known yet': {
    keys: line(':cancel cart'),
    says: ['czar cancel cart?', 'The task is called off; its branch is kept.'],
    argv: ['cancel', 'cart'],
    on: blind,
  },
  'retry of what is not known yet': {
    keys: line(':retry cart'),
    says: ['czar retry cart?', 'it is interrupted; commits stay on the branch'],
    argv: ['retry', 'cart'],
    on: blind,
  },
};

describe.each(Object.entries({ ...keys, ...lines }))(
  '%s',
  (_what, { keys: pressed, says, on = given, ...order }) => {
    const asked = press(on, pressed);
    const { argv, show = 'toast' } = order;

    test('asks before anything is run, and says what is lost', () => {
      expect(asked.effects).toEqual([]);
      expect(asked.state.mode.on).toBe('confirm');
      expect(onScreen(asked.state, on)).toMatch(inOrder([...says, 'y do it any other key leaves it']));
    });

    test('is run by y', () => {
      for (const key of ['y', 'Y']) expect(press(on, [key], asked.state).effects).toEqual(runs(argv, show));
      const after = topPlace(press(on, ['y'], asked.state).state).view;
      expect(after === 'output').toBe(show === 'page');
    });

    test('is left by every other key', () => {
      for (const key of otherKeys)
        expect([key, press(on, [key], asked.state)]).toEqual([
          key,
          { state: { ...asked.state, mode: { on: 'browse' } }, effects: [] },
        ]);
    });
  },
);

const otherKeys = [...'nNqxRM1 :/?'.split(''), 'enter', 'esc', 'tab', 'down', 'right', 'ctrl-y', 'yes'];

function runs(argv: readonly string[], show: 'toast' | 'page'): readonly Effect[] {
  return [{ do: 'run', argv, show }];
}

/** What stands below the last rule. */
function onScreen(state: UiState, on: typeof given): string {
  const below =
    screen(state, on)
      .join('\n')
      .split(/─{20,}/)
      .at(-1) ?? '';
  return below.replace(/\s+/g, ' ');
}

function inOrder(texts: readonly string[]): RegExp {
  return new RegExp(texts.map((text) => text.replace(/[.?+*()|[\]\\]/g, '\\$&')).join('.*'));
}

describe('what takes nothing away is not asked about', () => {
  const at = (text: string): Pressed => press(given, line(text), openingState('overview'));

  test.each(['assign cart-totals qa', 'answer 7 retry', 'answer 1 retry', 'nudge qa hello'])('%s', (text) =>
    expect(at(`:${text}`).effects).toEqual(runs(text.split(' '), 'toast')),
  );
});
