import { describe, expect, test } from 'vitest';
import type { Entry, JournalLine } from '../../../src/domain/entry.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import { whatWords } from '../../../src/views/action-words.ts';
import { timelinePage, timelineText, type TimelineRow } from '../../../src/views/timeline.ts';
import { noon } from './worlds.ts';

const frame = { columns: 100, now: noon, color: false };

function linesOf(...entries: readonly Entry[]): readonly JournalLine[] {
  return entries.map((entry, index) => ({ seq: index + 1, epoch: 1, entry }));
}

function rowsOf(...entries: readonly Entry[]): readonly TimelineRow[] {
  return timelinePage(linesOf(...entries), new Map()).rows;
}

function observed(...facts: readonly Fact[]): Entry {
  return { type: 'observed', at: noon, facts };
}

const merge: Entry = {
  type: 'intent',
  at: noon + 2_000,
  cause: 'c1',
  key: 'save-work/qa/7',
  action: {
    kind: 'save-work',
    worker: 'qa',
    task: 'e2e',
    attempt: 1,
    lane: 'tree:qa',
    rule: 'leftovers',
    why: 'the branch changes',
    evidence: [],
  },
};

const outcome: Entry = {
  type: 'outcome',
  at: noon + 3_000,
  cause: 'c1',
  key: 'save-work/qa/7',
  ok: true,
  says: '2 files saved',
  facts: [],
  failure: null,
};

const day: readonly Entry[] = [
  { type: 'epoch', at: noon, pid: 4711, startTime: '1', version: '1.2.3' },
  observed(
    {
      type: 'tasks.known',
      tasks: [
        {
          task: 'e2e',
          beforeCzar: false,
          title: 'e2e',
          synced: { status: 'pending', assignee: null, waitingSince: null, notified: [] },
        },
      ],
    },
    {
      type: 'agent.event',
      worker: 'qa',
      generation: 2,
      id: 'e1',
      textHash: 'x',
      event: { event: 'prompt', at: noon, delivery: 'd-1', text: 'the whole text' },
    },
    { type: 'clocks', quietMs: {} },
    { type: 'generation.ended', worker: 'qa', number: 2, end: { how: 'exited', status: 1, signal: null } },
    {
      type: 'commits.seen',
      task: 'e2e',
      attempt: 1,
      tip: 'a1b2c3d4e5',
      startSha: 'ffffffffff',
      rewound: true,
      commits: [{ sha: 'a1b2c3d4e5', at: noon, subject: 'Test the cart\u001b[2J', marker: null }],
    },
    { type: 'order.given', order: { id: 'o', at: noon, do: 'answer', question: 'q-1', answer: 'retry' } },
    { type: 'order.given', order: { id: 'o', at: noon, do: 'pause', workers: ['qa'] } },
  ),
  {
    type: 'decided',
    at: noon + 1_000,
    cause: 'c1',
    rule: 'recovery',
    why: 'qa crashed: restart 1 of 5',
    evidence: [],
    facts: [{ type: 'worker.restarting', worker: 'qa', because: 'crash', notBefore: noon }],
  },
  merge,
  { type: 'spawned', at: noon, key: 'k', process: { pid: 1, startTime: '1', graceMs: 1 } },
  outcome,
  {
    ...outcome,
    key: 'never-seen',
    ok: false,
    says: 'gave up',
    failure: { count: 1, lastAt: noon, nextTryAt: noon, message: 'disk full', lasting: true, evidence: [] },
  },
  { type: 'stopped', at: noon + 4_000, because: 'asked to' },
];

test('an effect and its outcome name the decision that led to them', () => {
  const rows = rowsOf({ ...merge, decision: 'e1-8' }, outcome);
  expect(rows.map(({ kind, cause, decision }) => ({ kind, cause, decision }))).toEqual([
    { kind: 'begins', cause: 'c1', decision: 'e1-8' },
    { kind: 'done', cause: 'c1', decision: 'e1-8' },
  ]);
  expect(rowsOf(merge, outcome).map(({ decision }) => decision)).toEqual([null, null]);
});

test('a day looks as recorded', async () => {
  await expect(timelineText(rowsOf(...day), frame)).toMatchFileSnapshot('golden/timeline.txt');
});

describe('an outcome', () => {
  test('is about whom its intent was about, also when that was on an earlier page', () => {
    const first = timelinePage(linesOf(merge), new Map());
    const second = timelinePage(linesOf(outcome), first.open);
    expect(second.rows).toMatchObject([
      { kind: 'done', worker: 'qa', task: 'e2e', what: 'save-work', why: '2 files saved' },
    ]);
    expect(second.open.size).toBe(0);
  });

  test('joins its decision by the cause', () => {
    expect(
      rowsOf(...day)
        .filter(({ cause }) => cause === 'c1')
        .map(({ kind }) => kind),
    ).toEqual(['decided', 'begins', 'done', 'failed']);
  });
});

test('effects without an outcome are forgotten at some point', () => {
  const intents = Array.from({ length: 2_000 }, (_value, index): Entry => ({ ...merge, key: `k${index}` }));
  expect(timelinePage(linesOf(...intents), new Map()).open.size).toBe(500);
});

test('no line is wider than the terminal, and none is painted by what it tells', () => {
  const text = timelineText(rowsOf(...day), { ...frame, columns: 40 });
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
});

test('what Czar did is said in plain words', () => {
  const words = (kind: TimelineRow['kind'], what: string): string => whatWords({ kind, what });
  expect(words('done', 'describe-omnibus')).toBe('write omnibus');
  expect(words('failed', 'gate')).toBe('run checks');
  expect(words('seen', 'gate')).toBe('gate');
  expect(words('done', 'never-seen')).toBe('never-seen');
});

describe('rows tell what a person who was away has to know', () => {
  const decided = (...facts: readonly Fact[]): Entry => ({
    type: 'decided',
    at: noon,
    cause: 'd1',
    rule: 'recovery',
    why: 'so',
    evidence: [],
    facts,
  });
  const news = (...facts: readonly Fact[]): unknown => rowsOf(decided(...facts))[0]?.news;
  const ended = (how: 'exited' | 'lost' | 'ended-by-czar'): Fact => ({
    type: 'generation.ended',
    worker: 'qa',
    number: 1,
    end: { how, status: null, signal: null },
  });
  const restarting = (because: 'crash' | 'stuck' | 'human'): Fact => ({
    type: 'worker.restarting',
    worker: 'qa',
    because,
    notBefore: noon,
  });

  test('an agent that ended by itself, not one that Czar ended', () => {
    expect(news(ended('exited'))).toBe('crashed');
    expect(news(ended('lost'))).toBe('crashed');
    expect(news(ended('ended-by-czar'))).toBeUndefined();
  });

  test('one that is started again because it was stuck; not what a crash or a person led to', () => {
    expect(news(restarting('stuck'))).toBe('restarted');
    expect(news(restarting('crash'))).toBeUndefined();
    expect(news(restarting('human'))).toBeUndefined();
  });

  test('the weightiest of several', () => {
    expect(news(restarting('stuck'), ended('exited'))).toBe('crashed');
  });
});
