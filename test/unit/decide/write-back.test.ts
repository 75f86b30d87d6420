import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoTime } from '../../../src/domain/iso-time.ts';
import { explainText, textChanges } from '../../../src/decide/text-changes.ts';
import { writeBackChanges } from '../../../src/decide/write-back.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { anAttempt, aQuestion, aRunningTask, aTask, aWish } from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const merged = { sha: 'm', head: 'h', at: 1, note: null };
const entry = (status: string, over = {}) => ({ status, notified: [], waitingSince: null, ...over });

describe('the queue file', () => {
  test.each([
    ['ready', aTask('a'), {}],
    ['in_progress', aRunningTask('a'), {}],
    ['complete', aTask('a', { stage: 'complete', phase: 'gating', attempt: anAttempt() }), {}],
    ['merged', aTask('a', { stage: 'merged', merged }), {}],
    ['cancelled', aTask('a', { stage: 'cancelled' }), {}],
    ['needs_human', aRunningTask('a'), { questions: [aQuestion('stuck', { task: 'a', holds: 'task' })] }],
  ] as const)('gets the status %s', (status, task, parts: WorldParts) => {
    const synced = { status: 'pending', assignee: null, waitingSince: null, notified: [] } as const;
    const world = aWorld({ ...parts, tasks: [{ ...task, synced }] });
    expect(writeBackChanges(world)).toEqual([{ task: 'a', status }]);
  });

  test('is left alone where it is right', () => {
    expect(writeBackChanges(aWorld({ tasks: [aRunningTask('a')] }))).toEqual([]);
  });

  test('is left alone where a human edited and nothing was decided yet', () => {
    const world = aWorld({ tasks: [aRunningTask('a')], wishes: [aWish('a', { status: 'cancelled' })] });
    expect(writeBackChanges(world)).toEqual([]);
  });

  test('keeps the word that stood there before Czar', () => {
    const synced = { status: 'complete', assignee: null, waitingSince: null, notified: [] } as const;
    const task = aTask('a', { stage: 'merged', beforeCzar: true, merged, synced });
    expect(writeBackChanges(aWorld({ tasks: [task] }))).toEqual([]);
  });

  test.each(['broken', 'missing'] as const)('is not written while it is %s', (state) => {
    const queue = state === 'missing' ? { state } : { state, hash: 'h' };
    expect(writeBackChanges(aWorld({ tasks: [aTask('a')], wish: { queue } }))).toEqual([]);
  });

  test('is not written without writeBack', () => {
    const policy = aPolicy({ writeBack: false });
    expect(writeBackChanges(aWorld({ policy, tasks: [aTask('a')] }))).toEqual([]);
  });
});

describe('the dependencies file', () => {
  test('gets derived statuses, who was told, and since when one waits', () => {
    const first = aRunningTask('first', { notified: ['second'] });
    const second = aTask('second', { stageSince: 1_764_280_800_000 });
    const world = aWorld({
      tasks: [first, second],
      wishes: [aWish('first', { status: 'in_progress' }), aWish('second', { after: ['first'] })],
      wish: {
        dependencyFields: new Map([
          ['first', entry('waiting')],
          ['second', entry('ready')],
        ]),
      },
    });
    expect(writeBackChanges(world)).toEqual([
      { task: 'first', dependencyStatus: 'in_progress', notified: ['second'] },
      { task: 'second', dependencyStatus: 'waiting', waitingSince: '2025-11-27T22:00:00Z' },
    ]);
  });

  test('no longer says since when a running task waited, and keeps out names that a human took out', () => {
    const synced = { status: 'in_progress', assignee: null, waitingSince: null, notified: ['b'] } as const;
    const world = aWorld({
      tasks: [aRunningTask('a', { notified: ['b'], synced })],
      wish: {
        dependencyFields: new Map([['a', entry('in_progress', { waitingSince: '2025-01-01T00:00:00Z' })]]),
      },
    });
    expect(writeBackChanges(world)).toEqual([{ task: 'a', waitingSince: null }]);
  });
});

test('times are written as everybody writes them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -2e12, max: 2e13 }), (ms) => {
      const floored = Math.floor(ms / 1000) * 1000;
      expect(isoTime(ms)).toBe(new Date(floored).toISOString().replace('.000Z', 'Z'));
    }),
  );
});

describe('an edited text', () => {
  const edited = (hash: string) => ({ world: { textHashes: new Map([['a', hash]]) } });
  const tasks = [aRunningTask('a', { textHash: 'old' })];

  test('goes to the worker once', () => {
    const world = settled(textChanges, aWorld({ tasks, ...edited('newhash') }));
    expect(world.ledger.tasks.get('a')?.items).toMatchObject([{ id: 'text-newhash', kind: 'text' }]);
    expect(explainText(world, 'a')).toContain('next idle');
  });

  test('is not mentioned again once the worker has it', () => {
    const world = settled(textChanges, aWorld({ tasks, ...edited('newhash') }));
    const given = afterFacts(
      world,
      { type: 'item.done', task: 'a', item: 'text-newhash' },
      { type: 'text.given', task: 'a', hash: 'newhash' },
    );
    expect(textChanges(given).notes).toEqual([]);
  });

  test('replaces one that was edited before and not told yet', () => {
    const first = settled(textChanges, aWorld({ tasks, ...edited('first') }));
    const second = settled(textChanges, { ...first, textHashes: new Map([['a', 'second']]) });
    expect(second.ledger.tasks.get('a')?.items.map(({ id }) => id)).toEqual(['text-second']);
    const back = settled(textChanges, { ...second, textHashes: new Map([['a', 'old']]) });
    expect(back.ledger.tasks.get('a')?.items).toEqual([]);
  });

  test('says nothing before the worker was given any text', () => {
    expect(textChanges(aWorld({ tasks: [aRunningTask('a')], ...edited('x') })).notes).toEqual([]);
  });
});
