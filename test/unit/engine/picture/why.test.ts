import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { GateVerdict } from '../../../../src/domain/pull-request.ts';
import { known, type Seen, unknown } from '../../../../src/domain/seen.ts';
import { reasonsOf, whyOf } from '../../../../src/engine/picture/why.ts';
import {
  anAgent,
  anAttempt,
  aPane,
  aPullRequest,
  aQuestion,
  aRunningTask,
  aSeatedWorker,
  aTask,
  aWish,
  aWorker,
  NOON,
  anOmnibus,
} from '../../../support/ledger-parts.ts';
import { aWorld, stoodStill, type WorldParts } from '../../../support/world.ts';

const MINUTE_MS = 60_000;

function why(about: string, parts: WorldParts): string {
  return whyOf(aWorld(parts), about).join('\n');
}

const busy = anAgent({ activity: 'busy', lastEvent: 'busy', lastEventAt: NOON - 3 * MINUTE_MS });

const stuckWorld: WorldParts = {
  tasks: [aRunningTask('a', { attempt: anAttempt({ messages: { help: { count: 1, lastAt: NOON } } }) })],
  workers: [aSeatedWorker('w1', { task: 'a', agent: busy })],
  panes: [aPane('w1')],
  world: stoodStill({ w1: 121 * MINUTE_MS }),
};

describe('a worker', () => {
  test('is told with its health, its evidence and the age of that', () => {
    const text = why('w1', stuckWorld);
    expect(text).toContain('worker: stuck, no progress for 2h01m, task a');
    expect(text).toContain('it is stuck: nothing moves, 2h01m counted');
    expect(text).toContain(
      'seen: it says that it is at work, and nothing moved for 2h01m since (event, 3m ago)',
    );
    expect(text).toContain('counted against it: 2h01m in which nothing moved, 2h01m without a result');
    expect(text).toContain('stuck after 2h00m in which nothing moves: as configured');
    expect(text).toContain('evidence: event | 3m ago | its word that it is at work | expired');
    expect(text).toContain('evidence: transcript | not seen to move | its transcript | begins the time anew');
  });

  test('that is quarantined says what ended it and what helps', () => {
    const quarantined = { at: NOON, because: 'it ended again' };
    const text = why('w1', { workers: [aWorker('w1', { quarantined })] });
    expect(text).toContain('it is quarantined: it ended again (czar restart w1)');
  });

  test('says what is not committed in its worktree, when that was counted, and why it is not known', () => {
    const heads = new Map([['w1', known({ branch: 'feat/shop-a', sha: 'head1' }, NOON)]]);
    const counted = (files: Seen<number>): string =>
      why('w1', {
        ...stuckWorld,
        world: { heads, uncommitted: new Map([['w1', { files, head: 'head1' }]]) },
      });
    expect(counted(known(2, NOON - 12_000))).toContain(
      'uncommitted files in its worktree: 2, counted 12s ago',
    );
    expect(counted(known(0, NOON - 5 * MINUTE_MS))).toContain(
      'uncommitted files in its worktree: 0, counted 5m ago, not looked at since',
    );
    expect(counted(unknown('git says no', NOON))).toContain(
      'uncommitted files in its worktree: not known, git says no',
    );
    expect(why('w1', stuckWorld)).toContain('not known, its worktree was not looked at yet');
    expect(why('w1', { workers: [aWorker('w1')] })).not.toContain('uncommitted');
  });

  test('that has nothing to do says why', () => {
    const parts = { workers: [aSeatedWorker('w1')], panes: [aPane('w1')] };
    expect(why('w1', parts)).toContain('there is no task that it may take now');
  });

  test('carries a primary task of the same name: both are told', () => {
    const text = why('w1', { tasks: [aTask('w1')], wishes: [aWish('w1', { hold: true })] });
    expect(text).toContain('worker: ');
    expect(text).toContain('task: pending');
    expect(text).toContain('it is on hold');
  });

  test('of the config that is not seated yet has a line', () => {
    const world = aWorld();
    const empty = { ...world, ledger: { ...world.ledger, workers: new Map() } };
    expect(whyOf(empty, 'w1')).toMatchObject([expect.stringContaining('off')]);
  });
});

describe('a task', () => {
  test('that waits names what for', () => {
    const parts = { tasks: [aTask('a'), aTask('b')], wishes: [aWish('b', { after: ['a'] })] };
    expect(why('b', parts)).toContain('it waits for a');
  });

  test('at work says what is missing and what was seen', () => {
    const text = why('a', stuckWorld);
    expect(text).toContain('task: in_progress for 10m, attempt 1 by w1');
    expect(text).toContain('no commit says TASK_COMPLETE yet');
    expect(text).toContain('seen: 0 commits on feat/shop-a (git)');
  });

  test('that failed its gates says which and when', () => {
    const gate: GateVerdict = {
      head: 'head5678901',
      tip: 'tip0',
      merge: 'm',
      verdict: 'failed',
      checks: [{ name: 'test', verdict: 'failed', ms: 5, tail: '' }],
      conflicts: [],
      at: NOON - MINUTE_MS,
      ms: 5,
    };
    const task = aTask('a', { stage: 'complete', phase: 'rework', gate, gateFailures: 2 });
    expect(why('a', { tasks: [task] })).toContain(
      'seen: gates failed for head5678 merged into tip0: test failed (gate, 1m ago; this attempt: 2 failures, 0 conflicts)',
    );
  });

  test('that is parked shows the question, and what was asked for and failed meanwhile', () => {
    const failure = {
      count: 2,
      lastAt: NOON,
      nextTryAt: NOON,
      message: 'no disk',
      lasting: false,
      evidence: [],
    };
    const text = why('a', {
      tasks: [aTask('a')],
      questions: [aQuestion('task-blocked', { task: 'a', holds: 'task', text: 'Which colour?' })],
      ledger: {
        failures: new Map([['gate task=a', failure]]),
        orders: [{ id: 'o', at: NOON, do: 'retry', task: 'a', fresh: false }],
      },
    });
    expect(text).toContain('it waits for your answer: question 1: Which colour?');
    expect(text).toContain('it failed last: no disk');
    expect(text).toContain('you asked: retry');
  });

  test('that is being worked on by Czar itself says since when', () => {
    const action = {
      kind: 'gate',
      lane: 'gate:1',
      rule: 'merge',
      why: 'it is complete',
      evidence: [],
      task: 'a',
      attempt: 1,
      head: 'h',
      tip: 't',
    } as const;
    const effect = { key: 'k', action, at: NOON - 12_000, epoch: 1, processes: [] };
    const text = why('a', { tasks: [aTask('a')], ledger: { open: new Map([['k', effect]]) } });
    expect(text).toContain('under way for 12s: gate, because it is complete');
  });

  test('in a cycle shows its path', () => {
    const { graph } = aWorld({ tasks: [aTask('a')] });
    const world = { graph: { ...graph, cycles: [['a', 'b', 'a']] } };
    expect(why('a', { tasks: [aTask('a')], world })).toContain('it waits for itself: a -> b -> a');
  });

  test('that is merged says as what', () => {
    const merged = { sha: 'abcdef0123456', head: 'h', at: NOON - MINUTE_MS, note: null };
    const tasks = [aTask('a', { stage: 'merged', merged })];
    expect(why('a', { tasks })).toContain('it is merged as abcdef01 for 1m');
  });
});

test('a question is told with its choices, what waits for it, and its evidence', () => {
  const question = aQuestion('stuck', {
    task: 'a',
    holds: 'task',
    text: 'It is stuck.',
    choices: [{ key: 'retry', says: 'a new attempt' }],
    evidence: [{ source: 'git', at: NOON - MINUTE_MS, says: 'no commit' }],
  });
  const text = why('q-1', { tasks: [aRunningTask('a')], questions: [question] });
  expect(text).toContain('question 1 for 1m: It is stuck.');
  expect(text).toContain('its task waits for the answer');
  expect(text).toContain('answer retry: a new attempt');
  expect(text).toContain('seen: no commit (git, 1m ago)');
});

describe('a pull request', () => {
  const parts: WorldParts = {
    tasks: [aTask('a', { stage: 'complete', phase: 'gating' })],
    pullRequests: [aPullRequest(60, { task: 'a' }), aPullRequest(61)],
  };

  test.each(['60', '#60'])('is told with its task when asked for as %s', (about) => {
    expect(why(about, parts)).toContain('pull request #60 of task a: open, feat/shop-a into omnibus/shop');
    expect(why(about, parts)).toContain('task: complete (gating)');
  });

  test('of the omnibus is told with the omnibus', () => {
    expect(why('61', parts)).toContain('omnibus: no pull request before the first merge');
  });
});

describe('the project', () => {
  const parts: WorldParts = {
    tasks: [aTask('a')],
    questions: [aQuestion('adopt', { text: 'Take it over?' })],
    wish: { problems: [{ file: 'work-queue.json', line: 4, column: 1, message: 'no comma', tasks: [] }] },
  };

  test('does not call running what waits for an answer', () => {
    const text = why('', {
      tasks: [aRunningTask('a'), aRunningTask('b')],
      questions: [aQuestion('stuck', { task: 'a', holds: 'task', text: 'What now?' })],
    });
    expect(text).toContain('project: 1 begun and waiting for you, 1 running, 0 ready');
  });

  test('nor what waits in its session for one', () => {
    const text = why('', {
      tasks: [aRunningTask('a', { worker: 'w1' }), aRunningTask('b', { worker: 'w2' })],
      workers: [aSeatedWorker('w1', { task: 'a' }), aSeatedWorker('w2', { task: 'b' })],
      questions: [aQuestion('agent-asks', { worker: 'w1', holds: 'worker', text: 'May it?' })],
    });
    expect(text).toContain('project: 1 begun and waiting for you, 1 running, 0 ready');
  });

  test.each(['', 'shop'])('is told when asked for as "%s"', (about) => {
    const text = why(about, parts);
    expect(text).toContain('project: 1 pending, 1 ready');
    expect(text).toContain('waits for your answer: question 1: Take it over?');
    expect(text).toContain('work-queue.json:4: no comma');
    expect(text).toContain('omnibus: ');
  });

  test('says of the omnibus what its pull request waits for and what failed on it', () => {
    const omnibus = anOmnibus({ draft: true });
    const failure = {
      count: 1,
      lastAt: NOON - 3_000,
      nextTryAt: NOON + 4_000,
      message: 'no network',
      lasting: false,
      evidence: [],
    };
    const text = why('omnibus', {
      integration: { omnibus },
      ledger: { failures: new Map([['describe-omnibus tip=tip0', failure]]) },
    });
    expect(text).toContain('#9 is a draft until all tasks are merged or cancelled');
    expect(text).toContain('describe-omnibus failed 3s ago: no network (next try in 4s)');
  });
});

test.each(['nobody', 'q-99', '77', '#', '../x'])(
  'nothing is said about %s, which nothing is called',
  (about) => {
    expect(whyOf(aWorld({ tasks: [aTask('a')] }), about)).toEqual([]);
  },
);

test('every reason that a rule can give is asked for', () => {
  const textOf = (folder: string): string =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(`${folder}/${name}`, 'utf8'))
      .join('\n');
  const given = [...textOf('src/decide').matchAll(/export function (explain\w+)/g)].map(([, name]) => name);
  const used = textOf('src/engine/picture');
  expect(given.length).toBeGreaterThan(15);
  expect(given.filter((name) => !new RegExp(`import \\{[^}]*\\b${name}\\b`).test(used))).toEqual([]);
});

describe('a task that is asked about because it is stuck', () => {
  const asked = aQuestion('stuck', {
    task: 'a',
    worker: 'w1',
    number: 4,
    holds: 'task',
    text: 'w1 is stuck: nothing moves, also after a restart; the offer of help is queued and was not read.',
    since: NOON - 125 * MINUTE_MS,
    evidence: [
      { source: 'ledger', at: NOON - 30 * MINUTE_MS, says: 'the offer of help is queued since then' },
      { source: 'clock', at: NOON - 125 * MINUTE_MS, says: 'the last sign that it got on' },
    ],
    screen: { at: NOON - 6 * MINUTE_MS, lines: ['> npm test', 'waiting'] },
  });
  const parked: WorldParts = {
    tasks: [aRunningTask('a')],
    workers: [aSeatedWorker('w1')],
    panes: [aPane('w1')],
    questions: [asked],
  };

  test('tells since when, what was done, and what its screen showed', () => {
    const text = why('a', parked);
    expect(text).toContain('task: needs_human for 2h05m');
    expect(text).toContain('what question 4 is about is so for 2h05m');
    expect(text).toMatch(
      /the last sign that it got on \(clock, 2h05m ago\)\n.*help is queued since then \(journal, 30m ago\)/,
    );
    expect(text).toContain('its screen, 6m ago:\n| > npm test\n| waiting');
  });

  test('its worker is free, and leads to the question', () => {
    const text = why('w1', parked);
    expect(text).toContain('worker: healthy, idle');
    expect(text).toContain('its task a waits for your answer to question 4');
  });

  test('each time goes along for whoever knows the time of day', () => {
    expect(reasonsOf(aWorld(parked), 'a')).toContainEqual({
      says: 'what question 4 is about is so',
      time: { at: NOON - 125 * MINUTE_MS, is: 'since', behind: '' },
    });
  });
});
