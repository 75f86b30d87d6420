import { describe, expect, test } from 'vitest';
import { explainSuspicion } from '../../../src/decide/batch.ts';
import { whyGateIsOver } from '../../../src/decide/gate-line.ts';
import { explainMerging, merging } from '../../../src/decide/merging.ts';
import { rework } from '../../../src/decide/rework.ts';
import type { Batch, FinishedWork } from '../../../src/domain/batch.ts';
import type { Conflict } from '../../../src/domain/conflict.ts';
import type { OpenEffect, TaskState } from '../../../src/domain/ledger.ts';
import type { Action, ActionOf } from '../../../src/domain/plan.ts';
import type { GateVerdict } from '../../../src/domain/pull-request.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import { anAttempt, aPullRequest, aTask, INTEGRATION_TIP, NOON } from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const { limits } = aPolicy();
const ONE_GATE = aPolicy({
  checks: [{ name: 'test', run: 'npm test', timeoutMs: 1_000 }],
  limits: { ...limits, gates: 1 },
});

function finished(id: string, over: Partial<TaskState> = {}): TaskState {
  const number = NAMES.indexOf(id) + 1;
  const judged = { tip: `${id}1`, judged: `${id}1`, judgedAt: NOON - 100 + number };
  const attempt = anAttempt({ branch: `feat/shop-${id}`, ...judged });
  const common = { stage: 'complete', phase: 'gating', worker: 'w1', pullRequest: number } as const;
  return aTask(id, { ...common, attempt, ...over });
}

function work(...ids: readonly string[]): readonly FinishedWork[] {
  return ids.map((task) => ({ task, attempt: 1, head: `${task}1` }));
}

/** So long did the last gate take. */
function worldOf(tasks: readonly TaskState[], parts: WorldParts = {}): World {
  const pullRequests = tasks.map(({ id, attempt }) => {
    const number = NAMES.indexOf(id) + 1;
    return aPullRequest(number, { task: id, head: `feat/shop-${id}`, headSha: attempt?.judged ?? '' });
  });
  return aWorld({ tasks, pullRequests, policy: ONE_GATE, integration: { gateMs: 60_000 }, ...parts });
}

function gatesOf(world: World): readonly string[] {
  return (merging(world).actions ?? []).flatMap((action) =>
    action.kind === 'gate' ? [action.task, ...(action.with ?? []).map(({ task }) => task)].join('+') : [],
  );
}

function mergesOf(world: World): readonly ActionOf<'merge'>[] {
  return (merging(world).actions ?? []).flatMap((action) => (action.kind === 'merge' ? action : []));
}

const abc: Batch = {
  tested: 'm3',
  members: work('a', 'b', 'c').map((one, at) => ({ ...one, merge: `m${at + 1}` })),
};

/** `a`, `b` and `c` passed together. */
function passed(id: string, over: Partial<TaskState> = {}): TaskState {
  const merge = abc.members.find(({ task }) => task === id)?.merge ?? null;
  const gate: GateVerdict = {
    head: `${id}1`,
    tip: INTEGRATION_TIP,
    merge,
    verdict: 'passed',
    checks: [],
    conflicts: [],
    batch: abc,
    at: NOON - 1,
    ms: 10,
  };
  return finished(id, { gate, ...over });
}

function open(action: Action): ReadonlyMap<string, OpenEffect> {
  return new Map([['k', { key: 'k', decision: null, action, at: NOON, epoch: 1, processes: [] }]]);
}

describe('finished work is tested together', () => {
  test('when gates take long and more of it waits than gates are free', () => {
    expect(gatesOf(worldOf(['a', 'b', 'c'].map((id) => finished(id))))).toEqual(['a+b+c']);
  });

  test.each([
    ['rules/secrets', ['a+b']],
    ['lint', ['a']],
  ])('how long they take is told by what was run, and not by what failed at %s in no time', (name, gates) => {
    const check = { name, verdict: 'failed', ms: 0, tail: '' } as const;
    const nothing = { merge: null, conflicts: [], at: NOON, ms: 20 } as const;
    const gate = {
      ...nothing,
      head: 'c1',
      tip: INTEGRATION_TIP,
      verdict: 'failed',
      checks: [check],
    } as const;
    const world = worldOf(['a', 'b', 'c'].map((id) => finished(id)));
    expect(gatesOf(afterFacts(world, { type: 'task.gated', task: 'c', gate }))).toEqual(gates);
  });

  test.each([
    ['gates are short', { integration: { gateMs: 9_000 } }],
    ['nobody knows how long gates take', { integration: {} }],
    ['there are no checks', { policy: aPolicy({ limits: { ...limits, gates: 1 } }) }],
    ['a human merges', { policy: { ...ONE_GATE, merge: { ...ONE_GATE.merge, auto: false } } }],
  ])('but one by one where %s', (_name, parts: WorldParts) => {
    expect(
      gatesOf(
        worldOf(
          ['a', 'b', 'c'].map((id) => finished(id)),
          parts,
        ),
      ),
    ).toEqual(['a']);
  });

  test('as much as falls to each free gate', () => {
    const policy = { ...ONE_GATE, limits: { ...limits, gates: 2 } };
    expect(
      gatesOf(
        worldOf(
          ['a', 'b', 'c', 'd'].map((id) => finished(id)),
          { policy },
        ),
      ),
    ).toEqual(['a+b']);
  });

  test('at most eight at a time', () => {
    expect(gatesOf(worldOf(NAMES.map((id) => finished(id))))).toEqual(['a+b+c+d+e+f+g+h']);
  });

  test('without what is expected to conflict with some of it', () => {
    const [a, b] = ['a', 'b'].map((task) => ({ task, attempt: 1, worker: 'w1' }));
    if (a === undefined || b === undefined) throw new Error('two sides');
    const conflict: Conflict = { key: 'k', a, b, files: ['x'], count: 1, since: NOON, told: [] };
    const world = worldOf(
      ['a', 'b', 'c'].map((id) => finished(id)),
      {
        ledger: { conflicts: new Map([['k', conflict]]) },
      },
    );
    expect(gatesOf(world)).toEqual(['c+a']);
  });

  test('and the gate is over when one of them is another by now', () => {
    const tested = { task: 'a', attempt: 1, head: 'a1', tip: INTEGRATION_TIP, with: work('b') };
    const world = worldOf([finished('a'), finished('b')]);
    expect(whyGateIsOver(world, tested)).toBeNull();
    const gone = afterFacts(world, {
      type: 'task.stage',
      task: 'b',
      stage: 'cancelled',
      phase: null,
      because: '',
    });
    expect(whyGateIsOver(gone, tested)).toBe('b is cancelled by now');
  });

  test('and says with what', () => {
    const action = {
      kind: 'gate',
      lane: 'gate:1',
      rule: 'merge',
      why: '',
      evidence: [],
      task: 'a',
      attempt: 1,
      head: 'a1',
      tip: INTEGRATION_TIP,
      with: work('b'),
    } as const;
    const world = worldOf([finished('a'), finished('b')], { ledger: { open: open(action) } });
    expect(explainMerging(world, 'b')).toBe('#2 is in the gates together with a');
    expect(gatesOf(world)).toEqual([]);
  });
});

describe('what passed together', () => {
  test('is merged together, by one move to the commit that was tested', () => {
    const [merge, ...more] = mergesOf(worldOf(['a', 'b', 'c'].map((id) => passed(id))));
    expect(more).toEqual([]);
    expect(merge).toMatchObject({ task: 'a', tip: INTEGRATION_TIP, merge: 'm3', batch: abc });
  });

  test.each([
    ['is taken back', passed('b', { stage: 'cancelled' })],
    [
      'is another by now',
      finished('b', {
        attempt: anAttempt({ branch: 'feat/shop-b', tip: 'b2', judged: 'b2', judgedAt: NOON - 98 }),
      }),
    ],
    ['goes back to its worker', passed('b', { phase: 'rework' })],
  ])('is tested anew when one of them %s', (_name, b) => {
    const world = worldOf([passed('a'), b, passed('c')]);
    expect(mergesOf(world)).toEqual([]);
    expect(gatesOf(world)[0]).toMatch(/^a\+/);
  });

  test('says where it was tested', () => {
    const world = worldOf(['a', 'b', 'c'].map((id) => passed(id)));
    expect(explainMerging(world, 'b')).toBe('#2 passed, tested together with a, c at m3, and is merged next');
  });
});

describe('what failed together', () => {
  const failed = (world: World, ...ids: readonly string[]): World =>
    afterFacts(world, {
      type: 'batch.failed',
      task: ids[0] ?? '',
      suspects: work(...ids),
      tip: INTEGRATION_TIP,
      tested: 'm',
      checks: ['test'],
    });

  test('sends nobody back, and is halved until each is tested alone', () => {
    const world = worldOf(['a', 'b', 'c', 'd'].map((id) => finished(id)));
    const once = failed(world, 'a', 'b', 'c', 'd');
    expect(rework(once).notes).toEqual([]);
    expect(gatesOf(once)).toEqual(['a+b']);
    const twice = failed(once, 'a', 'b');
    expect(gatesOf(twice)).toEqual(['a']);
    expect(explainSuspicion(twice, 'b')).toBe(
      'tested together with a it failed: half of them are tried at a time',
    );
  });

  test('is no suspect any more with another head', () => {
    const world = failed(worldOf([finished('a'), finished('b')]), 'a', 'b');
    const judged = { type: 'task.judged', task: 'a', attempt: 1, head: 'a2' } as const;
    expect(afterFacts(world, judged).ledger.tasks.get('a')?.suspicion).toBeNull();
  });

  test('leaves the others alone once the culprit is found', () => {
    const world = failed(worldOf(['a', 'b', 'c'].map((id) => finished(id))), 'a', 'b', 'c');
    const sent = afterFacts(world, {
      type: 'task.stage',
      task: 'a',
      stage: 'complete',
      phase: 'rework',
      because: '',
    });
    expect(gatesOf(sent)).toEqual(['b']);
  });
});
