import { describe, expect, test } from 'vitest';
import { whyGateIsOver } from '../../../src/decide/gate-line.ts';
import { explainMerging, merging } from '../../../src/decide/merging.ts';
import { failures } from '../../../src/decide/failures.ts';
import { rework } from '../../../src/decide/rework.ts';
import type { OpenEffect, TaskState } from '../../../src/domain/ledger.ts';
import { type ActionOf, failureKey } from '../../../src/domain/plan.ts';
import type { GateVerdict } from '../../../src/domain/pull-request.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import { anAttempt, aPullRequest, aTask, aWish, INTEGRATION_TIP, NOON } from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const NAMES = ['a', 'b', 'c', 'd'];

function verdict(tip: string, over: Partial<GateVerdict> = {}): GateVerdict {
  const passed = { head: 'head1', tip, merge: `on ${tip}`, verdict: 'passed' } as const;
  return { ...passed, checks: [], conflicts: [], at: NOON - 1, ms: 10, ...over };
}

function finished(id: string, over: Partial<TaskState> = {}): TaskState {
  const number = NAMES.indexOf(id) + 1;
  const judged = { tip: 'head1', judged: 'head1', judgedAt: NOON - 100 + number };
  const attempt = anAttempt({ branch: `feat/shop-${id}`, ...judged });
  const common = { stage: 'complete', phase: 'gating', worker: 'w1', pullRequest: number } as const;
  return aTask(id, { ...common, attempt, ...over });
}

/** In a gate on this tip; `merge` null: it is being computed. */
function tested(id: string, tip: string, merge: string | null): TaskState {
  return finished(id, { testing: merge === null ? null : { head: 'head1', tip, merge } });
}

function gate(task: string, tip: string, lane = 1): ActionOf<'gate'> {
  const planned = { rule: 'merge', why: '', evidence: [] } as const;
  return { kind: 'gate', lane: `gate:${lane}`, ...planned, task, attempt: 1, head: 'head1', tip };
}

function open(...gates: readonly ActionOf<'gate'>[]): ReadonlyMap<string, OpenEffect> {
  return new Map(
    gates.map((action) => [
      action.task,
      { key: action.task, decision: null, action, at: NOON, epoch: 1, processes: [] },
    ]),
  );
}

function worldOf(
  tasks: readonly TaskState[],
  gates: readonly ActionOf<'gate'>[] = [],
  parts: WorldParts = {},
): World {
  const pullRequests = tasks.map(({ id }) =>
    aPullRequest(NAMES.indexOf(id) + 1, { task: id, head: `feat/shop-${id}` }),
  );
  return aWorld({ tasks, pullRequests, ...parts, ledger: { open: open(...gates), ...parts.ledger } });
}

function begun(world: World): readonly string[] {
  return (merging(world).actions ?? []).map((action) =>
    action.kind === 'gate' ? `${action.task} on ${action.tip} in ${action.lane}` : action.kind,
  );
}

const byHand = aPolicy({ merge: { ...aPolicy().merge, auto: false } });
const two = { ...aPolicy().limits, gates: 2 };

describe('the gates', () => {
  test.each<[string, World, readonly string[]]>([
    [
      'begin with the most urgent: the lower number first',
      worldOf([finished('a'), finished('b')], [], {
        wishes: [aWish('a', { priority: 5 }), aWish('b', { priority: 2 })],
      }),
      [`b on ${INTEGRATION_TIP} in gate:1`],
    ],
    [
      'then what more tasks wait for',
      worldOf([finished('a'), finished('b')], [], {
        wishes: [aWish('a'), aWish('b'), aWish('x', { after: ['b'] })],
      }),
      [`b on ${INTEGRATION_TIP} in gate:1`],
    ],
    ['then the older', worldOf([finished('b'), finished('a')]), [`a on ${INTEGRATION_TIP} in gate:1`]],
    [
      'begin the next on the merge of the one that runs',
      worldOf([tested('a', INTEGRATION_TIP, 'm1'), finished('b')], [gate('a', INTEGRATION_TIP)]),
      ['b on m1 in gate:2'],
    ],
    [
      'wait for that merge',
      worldOf([tested('a', INTEGRATION_TIP, null), finished('b')], [gate('a', INTEGRATION_TIP)]),
      [],
    ],
    [
      'go on behind what passed on an expected merge',
      worldOf(
        [
          tested('a', INTEGRATION_TIP, 'm1'),
          finished('b', { gate: verdict('m1', { merge: 'm2' }) }),
          finished('c'),
        ],
        [gate('a', INTEGRATION_TIP)],
      ),
      ['c on m2 in gate:2'],
    ],
    [
      'do not repeat what failed on an expected merge, and go on without it',
      worldOf(
        [
          tested('a', INTEGRATION_TIP, 'm1'),
          finished('b', { gate: verdict('m1', { verdict: 'failed' }) }),
          finished('c'),
        ],
        [gate('a', INTEGRATION_TIP)],
      ),
      ['c on m1 in gate:2'],
    ],
    [
      'test anew what passed on a merge that did not come',
      worldOf([finished('b', { gate: verdict('m1') })]),
      [`b on ${INTEGRATION_TIP} in gate:1`],
    ],
    [
      'do not let a less urgent one in before one that is being called off',
      worldOf(
        [finished('a', { phase: 'rework' }), tested('b', 'm1', 'm2'), finished('c')],
        [gate('b', 'm1', 2)],
      ),
      [],
    ],
    [
      'are no more than the limit',
      worldOf(
        [tested('a', INTEGRATION_TIP, 'm1'), tested('b', 'm1', 'm2'), finished('c')],
        [gate('a', INTEGRATION_TIP, 2), gate('b', 'm1', 1)],
        { policy: aPolicy({ limits: two }) },
      ),
      [],
    ],
    [
      'take the lane that is free',
      worldOf([tested('a', INTEGRATION_TIP, 'm1'), finished('b')], [gate('a', INTEGRATION_TIP, 2)], {
        policy: aPolicy({ limits: two }),
      }),
      ['b on m1 in gate:1'],
    ],
    [
      'are one while memory is short',
      worldOf([tested('a', INTEGRATION_TIP, 'm1'), finished('b')], [gate('a', INTEGRATION_TIP)], {
        policy: aPolicy({ limits: { ...aPolicy().limits, minFreeMemoryBytes: 65e9 } }),
      }),
      [],
    ],
    [
      'stand on the tip, all at once, where only a human merges',
      worldOf([finished('a'), finished('b')], [], { policy: byHand }),
      [`a on ${INTEGRATION_TIP} in gate:1`, `b on ${INTEGRATION_TIP} in gate:2`],
    ],
    [
      'are not held up by what cannot be merged',
      worldOf([finished('a', { gate: verdict(INTEGRATION_TIP, { merge: 'm1' }) }), finished('b')], [], {
        ledger: {
          failures: new Map([
            [
              `merge task=a attempt=1 head=head1 tip=${INTEGRATION_TIP}`,
              { count: 1, lastAt: 0, nextTryAt: 0, message: 'x', lasting: true, evidence: [] },
            ],
          ]),
        },
      }),
      [`b on ${INTEGRATION_TIP} in gate:1`],
    ],
  ])('%s', (_what, world, expected) => {
    expect(begun(world)).toEqual(expected);
  });

  const running = [gate('a', INTEGRATION_TIP, 1), gate('b', 'm1', 2)];
  test.each<[string, TaskState, boolean]>([
    ['the one before it runs', tested('a', INTEGRATION_TIP, 'm1'), false],
    ['the one before it passed', finished('a', { gate: verdict(INTEGRATION_TIP, { merge: 'm1' }) }), false],
    ['the one before it failed', finished('a', { phase: 'rework' }), true],
    ['the one before it is cancelled', finished('a', { stage: 'cancelled', phase: null }), true],
  ])('a gate is called off when its tip will not come: %s', (_when, a, isOver) => {
    const gates = a.testing === null ? running.slice(1) : running;
    const world = worldOf([a, tested('b', 'm1', 'm2')], gates);
    expect(whyGateIsOver(world, gate('b', 'm1')) !== null).toBe(isOver);
  });

  test('a gate is called off when its head moved, or its task is taken away', () => {
    const other = finished('a', { attempt: anAttempt({ judged: 'head2', tip: 'head2' }) });
    expect(whyGateIsOver(worldOf([other]), gate('a', INTEGRATION_TIP))).toContain('another head');
    const gone = finished('a', { stage: 'cancelled', phase: null });
    expect(whyGateIsOver(worldOf([gone]), gate('a', INTEGRATION_TIP))).toContain('cancelled');
    expect(whyGateIsOver(worldOf([finished('a')]), gate('a', INTEGRATION_TIP))).toBeNull();
  });

  test('what fails of itself on an expected merge waits for its next try as long as that merge is expected', () => {
    const failing = { count: 1, lastAt: 0, nextTryAt: NOON + 9, message: 'x', lasting: false, evidence: [] };
    const ledger = { failures: new Map([[failureKey(gate('b', 'm1')), failing]]) };
    const tasks = [tested('a', INTEGRATION_TIP, 'm1'), finished('b')];
    const kept = worldOf(tasks, [], { ledger: { ...ledger, open: open(gate('a', INTEGRATION_TIP)) } });
    expect(failures(kept).notes).toEqual([]);
    expect(begun(kept)).toEqual([]);
    expect(failures(worldOf(tasks, [], { ledger })).notes).toHaveLength(1);
  });

  test('where a task stands in them is told', () => {
    const tasks = [tested('a', INTEGRATION_TIP, 'm1'), tested('b', 'm1', 'm2'), finished('c')];
    const world = worldOf(tasks, running);
    expect(explainMerging(world, 'a')).toBe('#1 is in the gates');
    expect(explainMerging(world, 'b')).toBe('#2 is in the gates, on top of what is merged before it');
    expect(explainMerging(world, 'c')).toBe('#3 waits for the gates; others are before it');
  });
});

describe('a finding on an expected merge', () => {
  const failed = verdict('m1', { verdict: 'failed', checks: [] });
  const world = worldOf([tested('a', INTEGRATION_TIP, 'm1'), finished('b')], [gate('a', INTEGRATION_TIP)]);
  const ahead = afterFacts(world, { type: 'task.gated', task: 'b', gate: failed });

  test('neither counts nor goes back before that merge is there', () => {
    expect(ahead.ledger.tasks.get('b')?.gateFailures).toBe(0);
    expect(rework(ahead).notes).toEqual([]);
  });

  test('counts once, and goes back, when that merge is there', () => {
    const moved = {
      type: 'integration.moved',
      tip: 'm1',
      baseTip: 'base0',
      because: 'a was merged',
    } as const;
    const there = afterFacts(ahead, moved, moved);
    expect(there.ledger.tasks.get('b')?.gateFailures).toBe(1);
    expect(rework(there).notes?.map(({ why }) => why)).toEqual(['b goes back to w1: failed: ']);
  });

  test('is forgotten when another one is there', () => {
    const moved = { type: 'integration.moved', tip: 'm9', baseTip: 'base0', because: 'somebody' } as const;
    const elsewhere = afterFacts(ahead, moved);
    expect(elsewhere.ledger.tasks.get('b')?.gateFailures).toBe(0);
    expect(rework(elsewhere).notes).toEqual([]);
  });
});
