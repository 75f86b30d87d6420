import { expect, test } from 'vitest';
import { askOnce, type Asking } from '../../../src/decide/questions.ts';
import type { Question } from '../../../src/domain/question.ts';
import { needsLines } from '../../../src/views/status-needs.ts';
import { aWorld } from '../../support/world.ts';
import { emptyWorld, noon, question } from './worlds.ts';

const frame = { columns: 80, now: noon, color: false };

/** What rules ask, in the words that they use. */
const askings: readonly Omit<Asking, 'evidence'>[] = [
  { topic: 'gates-failing', task: 'api-auth', worker: 'engineer1', detail: 'failed: test, lint' },
  { topic: 'conflicts', task: 'search-index', worker: 'engineer4', detail: 'conflicts in src/search.ts' },
  { topic: 'task-blocked', task: 'cart-totals', worker: 'engineer2', detail: 'Round half up or half even?' },
  { topic: 'agent-asks', task: 'cart-totals', worker: 'engineer2', detail: 'psql -c "drop table carts"' },
  { topic: 'unverified-delivery', task: 'cart-ui', worker: 'engineer3', detail: 'opening d-12: no event' },
  { topic: 'no-text', task: 'admin-login', detail: 'write tasks/admin-login.md' },
  { topic: 'dependency-lost', task: 'e2e-smoke', detail: 'api-auth is cancelled' },
  { topic: 'merge-wanted', task: 'checkout-flow', detail: '#12 passed: czar pr merge 12' },
  {
    topic: 'effect-failing',
    task: 'docs',
    worker: 'docs',
    detail: 'text waits: clear the draft in its composer, and the text goes out by itself',
  },
  { topic: 'quarantined', worker: 'qa', detail: 'it ended again after 5 restarts in 10m' },
  { topic: 'files-turned-back', detail: 'gone from the queue: api-auth, cart-totals' },
  { topic: 'omnibus-refused', detail: 'main is checked out' },
];

test('each question says what is asked within 80 columns, and repeats no name', async () => {
  const questions = askings.flatMap((asking, index): readonly Question[] => {
    const asked = askOnce(aWorld(), { ...asking, evidence: [] });
    return asked === null ? [] : [{ ...asked.question, number: index + 1, askedAt: noon - 720_000 }];
  });
  const lines = needsLines(emptyWorld({ questions }), frame);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/needs.txt');
});

test('one that was asked and denied before says so', () => {
  const again = question(3, {
    topic: 'agent-asks',
    worker: 'qa',
    text: 'asks: rm -rf build (czar attach qa)',
    before: [{ answer: 'no', at: noon - 9 }],
  });
  expect(needsLines(emptyWorld({ questions: [again] }), frame).join('\n')).toContain(
    '2nd time: rm -rf build (denied)',
  );
});
