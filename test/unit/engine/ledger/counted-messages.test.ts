import { expect, test } from 'vitest';
import type { Verdict } from '../../../../src/domain/delivery.ts';
import { roundsOf } from '../../../../src/engine/act/rounds.ts';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aReceipt, aRunningTask, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

test.each<[Verdict[], number]>([
  [['confirmed'], 1],
  [['unverified', 'confirmed'], 1],
  [['confirmed', 'confirmed'], 1],
  [['refused'], 0],
])('a message that is %j is counted %i times, whoever found that out', (verdicts, count) => {
  const world = aWorld({
    tasks: [aRunningTask('a', { attempt: anAttempt() })],
    workers: [aSeatedWorker('w1')],
  });
  const delivery = aReceipt('d-1', { task: 'a', attempt: 1, kind: 'remind', at: world.now });
  const ended = verdicts.map(
    (verdict) => ({ type: 'delivery.ended', id: delivery.id, verdict, because: 'test' }) as const,
  );
  const { ledger } = afterFacts(world, { type: 'delivery.began', delivery }, ...ended);
  expect(ledger.tasks.get('a')?.attempt?.messages.remind?.count ?? 0).toBe(count);
});

test('work that was sent back is handed in once more each time, and so many rounds are told of it', () => {
  const attempt = anAttempt({ judged: 'head1', judgedAt: 5 });
  let world = aWorld({
    tasks: [aRunningTask('a', { stage: 'complete', attempt })],
    workers: [aSeatedWorker('w1')],
  });
  const rounds = () => roundsOf(world.ledger.tasks.get('a') ?? aRunningTask('a'));
  expect(rounds()).toBe(1);
  for (const id of ['d-1', 'd-2']) {
    const delivery = aReceipt(id, { task: 'a', attempt: 1, kind: 'rework', at: world.now });
    const ended = { type: 'delivery.ended', id, verdict: 'confirmed', because: 'test' } as const;
    world = afterFacts(world, { type: 'delivery.began', delivery }, ended);
  }
  expect(rounds()).toBe(3);
});
