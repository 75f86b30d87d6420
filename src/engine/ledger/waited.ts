import type { Attempt } from '../../domain/ledger.ts';
import type { TaskId } from '../../domain/names.ts';
import type { Question } from '../../domain/question.ts';
import { changeTask, type MutableLedger } from './state.ts';

/** Time in which the round of a task waited for an answer is no work; what two questions waited at once counts once. */
export function countWaited(ledger: MutableLedger, question: Question, at: number): void {
  const id = waitingTask(ledger, question);
  const attempt = id === null ? null : (ledger.tasks.get(id)?.attempt ?? null);
  if (id === null || attempt === null || attempt.roundBeganAt === null) return;
  const waited = waitedSince(attempt, question.askedAt, at);
  changeTask(ledger, id, () => ({ attempt: { ...attempt, waited } }));
}

function waitingTask(ledger: MutableLedger, { holds, task, worker }: Question): TaskId | null {
  if (holds !== 'task' && holds !== 'worker') return null;
  return task ?? ledger.workers.get(worker ?? '')?.task ?? null;
}

function waitedSince({ roundBeganAt, waited }: Attempt, askedAt: number, at: number): Attempt['waited'] & {} {
  const from = Math.max(askedAt, roundBeganAt ?? at, waited?.until ?? 0);
  return { ms: (waited?.ms ?? 0) + Math.max(0, at - from), until: at };
}

/** How long the round of an attempt was worked on, in milliseconds. */
export function workedMs({ roundBeganAt, waited }: Attempt, at: number): number {
  return roundBeganAt === null ? 0 : Math.max(0, at - roundBeganAt - (waited?.ms ?? 0));
}

export function roundOver(at: number): Pick<Attempt, 'roundBeganAt' | 'waited'> {
  return { roundBeganAt: null, waited: { ms: 0, until: at } };
}
