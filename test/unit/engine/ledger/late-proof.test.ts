import { expect, test } from 'vitest';
import { wording } from '../../../../src/decide/wording.ts';
import type { Fact } from '../../../../src/domain/facts.ts';
import type { World } from '../../../../src/domain/world.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aPane, aReceipt, aRunningTask, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aPolicy, workersNamed } from '../../../support/policy.ts';
import { aWorld } from '../../../support/world.ts';

const before = aWorld({
  policy: aPolicy({ workers: workersNamed('w1') }),
  tasks: [aRunningTask('a', { attempt: anAttempt({ openedIn: [], roundBeganAt: null }) })],
  workers: [aSeatedWorker('w1', { task: 'a' })],
  panes: [aPane('w1')],
});

function opening(generation = 1): Fact {
  return { type: 'delivery.began', delivery: aReceipt('d-1', { task: 'a', attempt: 1, generation }) };
}

const refused: Fact = {
  type: 'delivery.ended',
  id: 'd-1',
  verdict: 'refused',
  because: 'Enter was not taken',
};
const proven: Fact = { type: 'delivery.ended', id: 'd-1', verdict: 'confirmed', because: 'it repeated it' };

function toSay(world: World): readonly string[] {
  return (wording(world).actions ?? []).flatMap((action) => (action.kind === 'deliver' ? [action.as] : []));
}

test('a text that was refused is given anew', () => {
  expect(toSay(afterFacts(before, opening(), refused))).toEqual(['opening']);
});

test('a text that was taken to be refused, and is proven late to have arrived, is not given a second time', () => {
  const after = afterFacts(before, opening(), refused, proven);
  expect(after.ledger.tasks.get('a')?.attempt).toMatchObject({ openedIn: [1] });
  expect(toSay(after)).not.toContain('opening');
});

test('it counts once where it was given anew meanwhile', () => {
  const anew: Fact = { type: 'delivery.began', delivery: aReceipt('d-2', { task: 'a', attempt: 1 }) };
  const after = afterFacts(before, opening(), refused, anew, proven);
  expect(after.ledger.tasks.get('a')?.attempt?.openedIn).toEqual([1]);
});
