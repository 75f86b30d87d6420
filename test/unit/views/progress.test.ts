import { describe, expect, test } from 'vitest';
import { runningCount } from '../../../src/views/held-tasks.ts';
import { taskSign } from '../../../src/views/tui/signs.ts';
import { lastReasons } from '../../../src/views/why.ts';
import { isFinished, outcomeOf, unfinishedLines } from '../../../src/views/outcome.ts';
import { doneLine, eventLines, liveBlock, progressLine } from '../../../src/views/progress.ts';
import {
  counts,
  emptyWorld,
  finishedWorld,
  hostileWorld,
  noon,
  question,
  sixWorkersWorld,
  taskRow,
  workerRow,
} from './worlds.ts';

const frame = { zoneMs: 0, columns: 80, now: noon, color: false };

describe('the last line of a run', () => {
  test('has every figure', () => {
    expect(doneLine(finishedWorld())).toBe(
      'czar: done: 4/4 tasks merged, 5 pull requests, 1 restarts, 41s wall (99s one after another, 2.4x)',
    );
  });

  test('does not say done of what is not', () => {
    expect(doneLine(sixWorkersWorld())).toMatch(/^czar: not done: 9\/16 tasks merged, 1 pull requests,/);
  });

  test('has no factor before the first session', () => {
    expect(doneLine(emptyWorld())).toContain('0s wall (0s one after another, 1.0x)');
  });
});

describe('the outcome of a run', () => {
  test('is finished when all is merged, called off or was done before', () => {
    expect(isFinished(finishedWorld())).toBe(true);
    expect(outcomeOf(finishedWorld())).toBe('finished');
    expect(unfinishedLines(finishedWorld())).toEqual([]);
  });

  test('waits for a human as long as a question is open', () => {
    expect(outcomeOf({ ...finishedWorld(), questions: [question(1)] })).toBe('needs-human');
  });

  test('is short when something is missing', () => {
    expect(outcomeOf(emptyWorld({ counts: counts({ total: 2, merged: 1 }) }))).toBe('unfinished');
  });
});

describe('events between two pictures', () => {
  const before = emptyWorld({ tasks: [taskRow('a', { status: 'ready' })], workers: [workerRow('qa')] });

  test('are none when nothing changed', () => {
    expect(eventLines(sixWorkersWorld(), sixWorkersWorld(), frame)).toEqual([]);
  });

  test.each([
    [{ tasks: [taskRow('a', { status: 'in_progress', worker: 'qa', attempt: 1 })] }, 'a is worked on by qa'],
    [
      { tasks: [taskRow('a', { status: 'in_progress', worker: 'qa', attempt: 2 })] },
      'a is worked on by qa, attempt 2',
    ],
    [{ tasks: [taskRow('a', { status: 'in_progress', worker: 'a', attempt: 1 })] }, 'a is worked on'],
    [
      { tasks: [taskRow('a', { status: 'complete', phase: 'rework', worker: 'qa' })] },
      'a is complete by qa: rework',
    ],
    [
      { tasks: [taskRow('a', { status: 'merged' })], counts: counts({ total: 1, merged: 1 }) },
      'a is merged (1/1)',
    ],
    [{ tasks: [taskRow('a', { status: 'failed', note: '3 attempts' })] }, 'a is failed: 3 attempts'],
    [{ workers: [workerRow('qa', { restarts: 1 })] }, 'qa was restarted (1)'],
    [{ workers: [workerRow('qa', { quarantined: 'crashed' })] }, 'qa is out: crashed'],
    [{ questions: [question(7, { text: 'which?' })] }, 'needs you: which? (czar answer 7)'],
    [
      { integration: { ...before.integration, omnibus: 3, omnibusState: 'draft' as const } },
      'omnibus #3 is draft',
    ],
  ])('are one line each: %j', (change, line) => {
    expect(eventLines(before, { ...before, ...change }, frame)).toEqual([`12s  ${line}`]);
  });

  test('of a first picture are where it stands', () => {
    expect(eventLines(null, before, frame)).toEqual([progressLine(before, frame)]);
  });

  test('are harmless and fit the terminal', () => {
    for (const line of eventLines(before, hostileWorld(), frame)) expect(line).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });
});

test('a run in one line', () => {
  expect(progressLine(sixWorkersWorld(), frame)).toBe(
    '8h41m  9/16 merged  1 working  1 stuck  1 limited  1 in review  needs you: 2',
  );
});

test('the live block has the workers above the progress', () => {
  const block = liveBlock(sixWorkersWorld(), frame);
  expect(block).toHaveLength(8);
  expect(block.at(-1)).toBe(progressLine(sixWorkersWorld(), frame));
});

test('a task whose worker is stuck, limited or asks does not count as worked on', () => {
  expect(progressLine(sixWorkersWorld(), { columns: 200, now: noon })).toContain(
    '9/16 merged  1 working  1 stuck  1 limited  1 in review',
  );
});

test('a task whose agent was ended is not counted as running, in any line', () => {
  const world = emptyWorld({
    tasks: [taskRow('a', { status: 'in_progress', worker: 'w1' })],
    workers: [workerRow('w1', { activity: 'off', doing: 'off', task: 'a', session: null })],
    counts: counts({ total: 1, running: 1 }),
  });
  expect(runningCount(world)).toBe(0);
  expect(taskSign(world.tasks[0] ?? taskRow('a'), world, true).word).toBe('no agent');
  expect(progressLine(world, frame)).not.toContain('working');
  expect(
    lastReasons({ snapshot: world, rows: [], says: 'is not running' }, '', { now: noon, zoneMs: 0 }),
  ).toContain('project: 0 of 1 merged, 0 running, 0 ready, 0 waiting');
});
