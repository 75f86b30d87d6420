import { expect, test } from 'vitest';
import { afterFacts } from '../../../support/folded.ts';
import { anAttempt, aQuestion, aRunningTask, aSeatedWorker } from '../../../support/ledger-parts.ts';
import { aWorld } from '../../../support/world.ts';

const minute = 60_000;
const judged = { type: 'task.judged', task: 'a', attempt: 1, head: 'done' } as const;

test.each([
  ['task', 'a'],
  ['worker', null],
] as const)('time that a %s waited for an answer is no work', (holds, task) => {
  const { now } = aWorld({});
  const asked = aQuestion('agent-asks', { task, worker: 'w1', holds, askedAt: now - 30 * minute });
  const world = aWorld({
    tasks: [aRunningTask('a', { attempt: anAttempt({ roundBeganAt: now - 40 * minute }) })],
    workers: [aSeatedWorker('w1', { task: 'a' })],
    questions: [asked],
  });
  const closed = { type: 'question.closed', id: asked.id, answer: 'yes', because: 'you said so' } as const;
  const { ledger } = afterFacts(world, closed, judged);
  const worked = ledger.tasks.get('a')?.workMs ?? 0;
  expect(worked).toBeGreaterThanOrEqual(10 * minute);
  expect(worked).toBeLessThan(11 * minute);
});
