import { describe, expect, test } from 'vitest';
import { explainParentIssue, parentIssue } from '../../../src/decide/parent-issue.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import type { ParentIssue } from '../../../src/domain/integration.ts';
import type { IntegrationState, Ledger, TaskState } from '../../../src/domain/ledger.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import { anOmnibus, aTask, NOON } from '../../support/ledger-parts.ts';
import { aPolicy } from '../../support/policy.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;

interface Given {
  readonly issue?: Partial<ParentIssue>;
  readonly integration?: Partial<IntegrationState>;
  readonly tasks?: readonly TaskState[];
  readonly ledger?: Partial<Ledger>;
  readonly world?: Partial<World>;
  readonly isOn?: boolean;
}

/** A task is merged and another one not, as of the third change of status; the omnibus 9 is open. */
function world({ issue, integration, tasks, ledger, world: of, isOn = true }: Given = {}): World {
  const known: ParentIssue = {
    round: 0,
    number: 5,
    isOver: false,
    tells: { statusChanges: 3, omnibus: 9, at: NOON - 10 * MINUTE_MS },
    ...issue,
  };
  return aWorld({
    policy: aPolicy({ github: { ...aPolicy().github, parentIssue: isOn } }),
    tasks: tasks ?? [aTask('a', { stage: 'merged' }), aTask('b')],
    integration: { omnibus: anOmnibus(), ...(issue === undefined ? {} : { issue: known }), ...integration },
    ledger: { statusChanges: 3, startedAt: NOON - 60 * MINUTE_MS, ...ledger },
    world: { forge: 'github', ...of },
  });
}

const plan = (at: World) => (parentIssue(at).actions ?? []).map((action) => ({ ...action }));
const merged = anOmnibus({ merged: { sha: 's', at: NOON } });
const budget = { limit: 5_000, remaining: 1_000, resetAt: NOON + 30 * MINUTE_MS };
const spared = { triedAt: NOON, newsAt: null, failed: 0, because: null, budget };

describe('the parent issue', () => {
  test.each<[string, Given, readonly object[]]>([
    ['opens when there is work', {}, [{ kind: 'keep-issue', lane: 'forge', round: 0, isOver: false }]],
    ['is not wanted where the config does not say so', { isOn: false }, []],
    ['is not at a local forge', { world: { forge: 'local' } }, []],
    ['does not open before anything began', { ledger: { startedAt: null } }, []],
    ['does not open for work that was finished before', { tasks: [aTask('a', { beforeCzar: true })] }, []],
    ['does not open when the omnibus is merged already', { integration: { omnibus: merged } }, []],
    ['does not open while paused', { ledger: { pausedAll: true } }, []],
    ['says nothing again', { issue: {} }, []],
    ['says other states', { issue: {}, ledger: { statusChanges: 4 } }, [{ round: 0, isOver: false }]],
    ['says another omnibus', { issue: {}, integration: { omnibus: null } }, [{ round: 0, isOver: false }]],
    [
      'is closed with its omnibus',
      { issue: {}, integration: { omnibus: merged } },
      [{ round: 0, isOver: true }],
    ],
    ['is closed once', { issue: { isOver: true }, integration: { omnibus: merged } }, []],
    [
      'of the round before is closed first',
      { issue: {}, integration: { rounds: 1 } },
      [{ round: 0, isOver: true }],
    ],
    [
      'of the next round opens after that',
      { issue: { isOver: true }, integration: { rounds: 1 } },
      [{ round: 1, isOver: false }],
    ],
    ['waits for a token', { ledger: { lockedForge: 'no token' } }, []],
  ])('%s', (_what, given, expected) => {
    expect(plan(world(given))).toMatchObject(expected);
    expect(plan(world(given))).toHaveLength(expected.length);
  });

  test('is rewritten at most every five minutes, and at once when all is done', () => {
    const tells = { statusChanges: 3, omnibus: 9, at: NOON - MINUTE_MS };
    const soon: Given = { issue: { tells }, ledger: { statusChanges: 4 } };
    expect(parentIssue(world(soon))).toEqual({ wakeAt: NOON + 4 * MINUTE_MS });
    expect(plan(world({ ...soon, tasks: [aTask('a', { stage: 'merged' })] }))).toHaveLength(1);
  });

  test('waits while the requests of an hour are kept for the user', () => {
    const later = { wakeAt: budget.resetAt };
    expect(parentIssue(world({ ledger: { forge: spared } }))).toEqual(later);
    expect(
      parentIssue(world({ issue: {}, integration: { omnibus: merged }, ledger: { forge: spared } })),
    ).toEqual(later);
  });

  test('holds back the end until it says how it ended, and not when it cannot be told', () => {
    const tasks = [aTask('a', { stage: 'merged' })];
    const integration = { omnibus: anOmnibus({ tells: { statusChanges: 3, at: NOON } }) };
    const done: Given = { tasks, integration, issue: {} };
    expect(isSettled(world(done))).toBe(true);
    const ended = world({ ...done, integration: { omnibus: merged, merges: 0 } });
    expect(isSettled(ended)).toBe(false);
    const failure = { count: 1, lastAt: NOON, nextTryAt: NOON, message: 'x', lasting: true, evidence: [] };
    const failed = { ...ended.ledger, failures: new Map([['keep-issue', failure]]) };
    expect(isSettled({ ...ended, ledger: failed })).toBe(true);
  });

  test('is kept as it was told, and explained', () => {
    expect(explainParentIssue(world())).toBe('its parent issue opens when there is work');
    const fact = { round: 0, number: 5, statusChanges: 3, omnibus: 9 } as const;
    const told = afterFacts(world(), { type: 'issue.kept', isOver: false, ...fact });
    expect(told.ledger.integration.issue).toMatchObject({
      number: 5,
      tells: { statusChanges: 3, omnibus: 9 },
    });
    expect(explainParentIssue(told)).toBe('parent issue #5 says what is so');
    const closed = afterFacts(told, { type: 'issue.kept', isOver: true, ...fact });
    expect(explainParentIssue(closed)).toBe('parent issue #5 is closed');
    expect(explainParentIssue(world({ isOn: false }))).toBeNull();
  });
});
