import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { cleanPlanText } from '../../../src/views/clean.ts';
import { newLines } from '../../../src/views/lists.ts';
import { omnibusText, prTable, prText } from '../../../src/views/pull-requests.ts';
import { questionsText } from '../../../src/views/questions.ts';
import { lastReasons, whyText } from '../../../src/views/why.ts';
import { hostileWorld, noon, pullRequest, question, sixWorkersWorld } from './worlds.ts';

const frame = { zoneMs: 0, columns: 80, now: noon, color: false };
const evil = 'x\u001b[2J\u202Ey';

const questions = [
  question(12, {
    topic: 'task-blocked',
    task: 'cart-totals',
    worker: 'engineer2',
    text: 'Which currency is meant in the totals of a cart that holds things of two shops, and who says so?',
    choices: [],
    freeText: true,
    evidence: [{ source: 'git', at: noon, says: 'a1b2c3d4 TASK_BLOCKED' }],
  }),
  question(3, {
    task: 'api-auth',
    text: 'gate `npm test` failed 3 times',
    evidence: [{ source: 'gate', at: noon, says: 'test printed last:', lines: ['src/a.ts:1', '  BROKEN'] }],
  }),
];

const requests = [
  pullRequest(1, { state: 'merged', mergedSha: 'ffee001122334455' }),
  pullRequest(2, {
    checks: [
      { name: 'test', verdict: 'failed', ms: 31_000, tail: 'exit 1' },
      { name: 'lint', verdict: 'passed', ms: 900, tail: '' },
    ],
    reviews: [{ by: 'ann', at: noon, verdict: 'changes-requested', text: 'Name it after what it is.' }],
  }),
  pullRequest(3, { task: null, draft: true, head: 'omnibus/shop', base: 'main', title: 'Everything' }),
];

const plan = {
  steps: [
    {
      what: 'worktree',
      name: '.czar/worktrees/engineer1',
      bytes: 48_000_000,
      proof: 'everything is merged as a1b2c3d4',
    },
    { what: 'branch', name: 'feat/shop-cart-totals', bytes: null, proof: 'merged as a1b2c3d4' },
  ],
  kept: [{ name: 'feat/shop-cart-ui', because: '3 commits are not merged' }],
} as const;

describe('a text looks as recorded', () => {
  test.each([
    ['questions', questionsText(questions, frame)],
    ['pull-requests', prTable(requests, frame)],
    ['pull-request', requests[1] === undefined ? '' : prText(requests[1], [], frame)],
    ['omnibus', omnibusText(sixWorkersWorld(), frame)],
    [
      'why',
      whyText(
        'engineer4',
        lastReasons({ snapshot: sixWorkersWorld(), rows: [], says: 'is not running' }, 'engineer4', frame),
        frame,
      ),
    ],
    ['clean', cleanPlanText(plan, { ...frame, root: '/home/ann/shop' })],
  ])('%s', async (name, text) => {
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
  });
});

describe('a hostile text is harmless and fits', () => {
  const hostile = [
    questionsText(
      [question(1, { task: evil, text: evil.repeat(30), choices: [{ key: 'a', says: evil.repeat(30) }] })],
      frame,
    ),
    prTable([pullRequest(1, { title: evil.repeat(30), task: evil })], frame),
    prText(
      pullRequest(1, {
        title: evil.repeat(30),
        head: evil,
        checks: [{ name: evil, verdict: 'failed', ms: 1, tail: evil.repeat(30) }],
      }),
      [
        question(1, {
          text: evil,
          evidence: [{ source: 'gate', at: 0, says: evil, lines: [evil.repeat(30)] }],
        }),
      ],
      frame,
    ),
    omnibusText(hostileWorld(), frame),
    whyText(evil, [evil.repeat(60), `| ${evil.repeat(60)}`], frame),
    cleanPlanText(
      {
        steps: [{ what: 'branch', name: evil.repeat(30), bytes: 1, proof: evil.repeat(30) }],
        kept: [{ name: evil, because: evil }],
      },
      { ...frame, root: '/home/ann/shop' },
    ),
  ];

  test.each(hostile.map((text) => [text]))('%j', (text) => {
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
  });
});

test.each([
  [['a', 'b'], ['a', 'b'], []],
  [['a', 'b'], ['b', 'c'], ['c']],
  [
    ['a', 'b'],
    ['x', 'y'],
    ['x', 'y'],
  ],
  [[], ['a'], ['a']],
  [['a', 'b'], ['a', 'b', 'c'], ['c']],
])('of %j then %j the new lines are %j', (before, after, added) => {
  expect(newLines(before, after)).toEqual(added);
});
