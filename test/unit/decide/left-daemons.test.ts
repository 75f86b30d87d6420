import { expect, test } from 'vitest';
import { explainLeftDaemons, leftDaemons } from '../../../src/decide/left-daemons.ts';
import type { WorkerState } from '../../../src/domain/ledger.ts';
import type { World } from '../../../src/domain/world.ts';
import { afterFacts } from '../../support/folded.ts';
import { aGeneration, aQuestion, aWorker, NOON } from '../../support/ledger-parts.ts';
import { aPolicy, workersNamed } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const lastEnd = { how: 'exited', status: null, signal: 9, at: NOON - 1_000, number: 3 } as const;
const quarantined = { at: NOON, because: 'it crashed 5 times in 10 minutes' };

function seat(worker: Partial<WorkerState>, parts: Omit<WorldParts, 'workers'> = {}): World {
  return aWorld({
    policy: aPolicy({ workers: workersNamed('w1') }),
    workers: [aWorker('w1', { generations: 3, lastEnd, ...worker })],
    ...parts,
  });
}

const serverDies = { questions: [aQuestion('server-dies')] };

test.each<[string, World]>([
  ['its worker is quarantined', seat({ quarantined })],
  [
    'its worker is not in the config any more',
    seat({}, { policy: aPolicy({ workers: workersNamed('w2') }) }),
  ],
  ['tmux dies again and again', seat({}, serverDies)],
])('what an agent left running is ended once, when %s', (_, world) => {
  expect(leftDaemons(world).actions).toMatchObject([
    { kind: 'end-daemons', worker: 'w1', generation: 3, lane: 'keys:w1' },
  ]);
  expect(explainLeftDaemons(world, 'w1')).toContain('what its last agent left running is ended: ');
  const after = afterFacts(world, { type: 'daemons.ended', worker: 'w1', number: 3 });
  expect(leftDaemons(after).actions).toEqual([]);
  expect(explainLeftDaemons(after, 'w1')).toBeNull();
});

test.each<[string, World]>([
  ['it is started again', seat({ restartNotBefore: NOON })],
  ['what becomes of it is not decided yet', seat({})],
  ['it never lived', seat({ lastEnd: null, quarantined })],
  ['it lives', seat({ quarantined, generation: aGeneration('w1', { number: 4 }) })],
  [
    'Czar ended it, and with it all of that',
    seat({ quarantined, lastEnd: { ...lastEnd, how: 'ended-by-czar' } }),
  ],
  ['it is paused', seat({ quarantined, paused: true })],
  ['Czar stops', seat({ quarantined }, { world: { stopping: 'end-sessions' } })],
  [
    'tmux cannot be seen',
    seat({ quarantined }, { terminal: { known: false, reason: 'no answer', since: NOON } }),
  ],
])('nothing of it is ended where %s', (_, world) => {
  expect(leftDaemons(world).actions ?? []).toEqual([]);
});

test('that of one life says nothing about the next one', () => {
  const world = afterFacts(seat({ quarantined }), { type: 'daemons.ended', worker: 'w1', number: 2 });
  expect(leftDaemons(world).actions).toHaveLength(1);
});
