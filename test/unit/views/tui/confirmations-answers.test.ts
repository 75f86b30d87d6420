import { describe, expect, test } from 'vitest';
import type { Question, QuestionTopic } from '../../../../src/domain/question.ts';
import { screen } from '../../../../src/views/tui/screen.ts';
import { emptyWorld, noon, question, taskRow, workerRow } from '../worlds.ts';
import { dataOf, givenOf, press } from './worlds.ts';

const branch = 'feat/shop-cart';

function on(asked: Question) {
  const worker = workerRow('ada', { task: 'cart', branch, uncommitted: { files: 3, at: noon } });
  const task = taskRow('cart', { status: 'in_progress', worker: 'ada', branch, attempt: 2, commits: 4 });
  const world = emptyWorld({ workers: [worker], tasks: [task], questions: [asked] });
  return givenOf(dataOf(world), { columns: 120, rows: 40 });
}

function asking(topic: QuestionTopic, key: string, more: Partial<Question> = {}) {
  const choices = [{ key, says: 'what is said about it' }];
  return on(question(3, { topic, task: 'cart', worker: 'ada', choices, ...more }));
}

function keysOf(line: string): readonly string[] {
  return [...line.split(''), 'enter'];
}

const rm = { text: 'wants to run rm -rf build' };
const marked = { text: 'wants to (looks destructive) empty the bin' };
const ls = { text: 'wants to run ls' };
const files = '3 files not committed in the worktree of ada are put aside';
const lost = ['Cancel cart?', 'ada is interrupted.', files, '4 commits will not be merged'];

type Case = readonly [topic: QuestionTopic, key: string, says: readonly string[], more: Partial<Question>];

describe.each<Case>([
  ['stuck', 'cancel', lost, {}],
  ['dependency-lost', 'skip', lost, {}],
  ['limit-reached', 'stop', lost, {}],
  ['gates-failing', 'retry', ['Begin cart again?', 'Question 3 about it is closed.', files], {}],
  ['files-turned-back', 'apply', ['apply?', 'what is said about it'], {}],
  ['base-rewritten', 'take', ['take?', 'what is said about it'], {}],
  ['merge-ambiguous', 'merged', ['merged?', 'what is said about it'], {}],
  ['agent-asks', 'yes', ['Let ada do it?', 'does not come back', rm.text, 'what is said about it'], rm],
  ['agent-asks', 'yes', ['Let ada do it?', 'does not come back', marked.text], marked],
  ['agent-asks', 'always', ['Let ada do it, now and whenever it wants to?', ls.text], ls],
  ['leftovers', 'cancel', ['cancel?', 'what is said about it'], { task: null, worker: null }],
])('to a question of the topic %s the answer "%s"', (topic, key, says, more) => {
  const given = asking(topic, key, more);
  const ways: readonly (readonly [keys: readonly string[], argv: readonly string[]])[] = [
    [
      ['n', 'enter', '1', 'enter'],
      ['answer', '3', '--', key],
    ],
    [keysOf(`:answer 3 ${key}`), ['answer', '3', key]],
    [keysOf(`:answer #3 ${key}`), ['answer', '#3', key]],
  ];

  test.each(ways)('is asked about after %j, with what is lost', (keys, argv) => {
    const asked = press(given, keys);
    expect(asked.effects).toEqual([]);
    expect(asked.state.mode.on).toBe('confirm');
    const below =
      screen(asked.state, given)
        .join('\n')
        .split(/─{20,}/)
        .at(-1) ?? '';
    for (const part of says) expect(below.replace(/\s+/g, ' ')).toContain(part);
    expect(press(given, ['n'], asked.state)).toEqual({
      state: { ...asked.state, mode: { on: 'browse' } },
      effects: [],
    });
    expect(press(given, ['y'], asked.state).effects).toEqual([{ do: 'run', argv, show: 'toast' }]);
  });
});

test.each<readonly [topic: QuestionTopic, key: string, more: Partial<Question>]>([
  ['agent-asks', 'no', rm],
  ['agent-asks', 'never', rm],
  ['agent-asks', 'answered', marked],
  ['agent-asks', 'yes', ls],
  ['stuck', 'stop', {}],
  ['limit-reached', 'more', {}],
  ['base-rewritten', 'leave', {}],
  ['gates-failing', 'retry', { task: null, worker: null }],
])(
  'to a question of the topic %s the answer "%s" takes nothing away and is given at once',
  (topic, key, more) => {
    const { effects } = press(asking(topic, key, more), ['n', 'enter', '1', 'enter']);
    expect(effects).toEqual([{ do: 'run', argv: ['answer', '3', '--', key], show: 'toast' }]);
  },
);
