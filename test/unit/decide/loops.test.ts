import { describe, expect, test } from 'vitest';
import { healthOf } from '../../../src/decide/health.ts';
import { loopOf } from '../../../src/decide/loops.ts';
import { explainNudges, nudges } from '../../../src/decide/nudges.ts';
import type { Attempt, FailedRun } from '../../../src/domain/ledger.ts';
import type { World } from '../../../src/domain/world.ts';
import {
  aCommit,
  anAgent,
  anAttempt,
  aPane,
  aRunningTask,
  aSeatedWorker,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const MINUTE_MS = 60_000;
const attemptAt = NOON - 600 * MINUTE_MS;

interface Parts {
  readonly states?: string;
  readonly trees?: string;
  readonly failures?: readonly string[];
  readonly attempt?: Partial<Attempt>;
}

/** One state, tree or failure in each minute, the last one just now. */
function at(place: number, length: number): number {
  return NOON - (length - place) * MINUTE_MS;
}

function given({ states = '', trees = '', failures = [], attempt = {} }: Parts): World {
  const recent = trees
    .split('')
    .map((tree, place) => aCommit(`c${place}`, { tree, at: at(place, trees.length) }));
  const seen = states.split('').map((state, place) => ({ state, at: at(place, states.length) }));
  const tree = { readAt: NOON, changedAt: null, states: seen };
  const failedRuns = failures.map(
    (mark, place): FailedRun => ({ mark, says: mark, at: at(place, failures.length) }),
  );
  const agent = anAgent({ activity: 'busy', lastEvent: 'busy' });
  return aWorld({
    tasks: [aRunningTask('a', { attempt: anAttempt({ startedAt: attemptAt, recent, ...attempt }) })],
    workers: [aSeatedWorker('w1', { task: 'a', agent, failedRuns })],
    panes: [aPane('w1')],
    world: {
      vitals: new Map([['w1', { generation: 1, lookedAt: NOON, transcriptAt: null, processes: null, tree }]]),
    },
  });
}

const found = (parts: Parts): string | null => {
  const world = given(parts);
  const worker = world.ledger.workers.get('w1');
  return worker === undefined ? null : (loopOf(world, worker)?.says ?? null);
};

const eight = (one: string): readonly string[] => Array.from({ length: 8 }, () => one);
const help = (minutesAgo: number) => ({ help: { count: 1, lastAt: NOON - minutesAgo * MINUTE_MS } });

describe('circles', () => {
  test.each<[string, Parts, string | null]>([
    ['a worktree that goes back and forth', { states: 'ABABABAB' }, '2 states 8 times'],
    ['and did so after some work', { states: 'XYZABABABAB' }, '2 states 8 times'],
    ['not one that goes on', { states: 'ABABABABC' }, null],
    ['nor one with three states', { states: 'ABCABCABC' }, null],
    ['nor one that did so seven times', { states: 'ABABABA' }, null],
    ['commits that undo one another', { trees: 'XABABAB' }, 'last 6 commits undo one another'],
    ['with empty commits between them', { trees: 'AABBABBABB' }, 'last 6 commits undo one another'],
    ['not commits that go on', { trees: 'ABABAC' }, null],
    ['the same failure', { failures: eight('not ok totals') }, 'failed 8 times in a row: not ok totals'],
    ['not another one at last', { failures: [...eight('not ok totals'), 'not ok sums'] }, null],
    [
      'nor one with a commit in between',
      { failures: eight('not ok totals'), attempt: { lastCommitAt: NOON - 5 * MINUTE_MS } },
      null,
    ],
    ['nothing that was counted before help', { states: 'ABABABAB', attempt: { messages: help(5) } }, null],
  ])('are %s', (_what, parts, says) => {
    expect(found(parts) ?? '').toContain(says ?? '');
    expect(found(parts) === null).toBe(says === null);
  });
});

describe('a worker that goes in circles', () => {
  const kinds = (world: World) =>
    (nudges(world).actions ?? []).map((action) => (action.kind === 'deliver' ? action.as : action.kind));

  test('is stuck, and offered help first', () => {
    const world = given({ states: 'ABABABAB' });
    expect(healthOf(world, 'w1')).toMatchObject({ health: 'stuck', loops: true });
    expect(kinds(world)).toEqual(['help']);
    expect(nudges(world).notes ?? []).toEqual([]);
  });

  test('is restarted only when it goes on after that, and then becomes a question', () => {
    const world = given({ states: 'ABABABAB', attempt: { messages: help(30) } });
    expect(explainNudges(world, 'w1')).toContain('restarted with the same task');
    const again = given({ states: 'ABABABAB', attempt: { messages: help(30), stuckRestarts: 1 } });
    const facts = (nudges(again).notes ?? []).flatMap((note) => note.facts);
    expect(facts[0]).toMatchObject({ type: 'question.asked', question: { topic: 'stuck' } });
  });
});
