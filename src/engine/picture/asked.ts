import type { TaskId, WorkerName } from '../../domain/names.ts';
import type { Question, QuestionTopic } from '../../domain/question.ts';
import type { World } from '../../domain/world.ts';

/** Who waits for an answer of a human. */
export interface Asked {
  /** Tasks that are parked, with their first question. */
  readonly tasks: ReadonlyMap<TaskId, Question>;
  /** Workers that wait in place, with what it is about. */
  readonly workers: ReadonlyMap<WorkerName, QuestionTopic>;
}

/** Gone through once for a whole picture: the questions may be many, and the tasks too. */
export function askedOf({ ledger }: World): Asked {
  const tasks = new Map<TaskId, Question>();
  const workers = new Map<WorkerName, QuestionTopic>();
  for (const question of ledger.questions.values()) {
    const { task, worker, holds, topic } = question;
    if (holds === 'task' && task !== null && !tasks.has(task)) tasks.set(task, question);
    if (holds === 'worker' && worker !== null) workers.set(worker, topic);
  }
  return { tasks, workers };
}
