import type { TaskId, WorkerName } from '../../domain/names.ts';
import type { Question, QuestionTopic } from '../../domain/question.ts';
import type { World } from '../../domain/world.ts';

/** Who waits for an answer of a human. */
export interface Asked {
  /** Tasks that are parked, with their first question. */
  readonly tasks: ReadonlyMap<TaskId, Question>;
  /** Workers that wait in place, with what it is about. */
  readonly workers: ReadonlyMap<WorkerName, QuestionTopic>;
  /** Workers that left a task which waits, with the first question about one. */
  readonly left: ReadonlyMap<WorkerName, Question>;
}

/** Since when the thing is so that is asked about. */
export function askedSince({ since, askedAt }: Question): number {
  return since ?? askedAt;
}

/** Gone through once for a whole picture: the questions may be many, and the tasks too. */
export function askedOf({ ledger }: World): Asked {
  const tasks = new Map<TaskId, Question>();
  const workers = new Map<WorkerName, QuestionTopic>();
  const left = new Map<WorkerName, Question>();
  for (const question of ledger.questions.values()) {
    const { task, worker, holds, topic } = question;
    if (holds === 'worker' && worker !== null) workers.set(worker, topic);
    if (holds !== 'task' || task === null) continue;
    putFirst(tasks, task, question);
    if (worker !== null) putFirst(left, worker, question);
  }
  return { tasks, workers, left };
}

function putFirst(questions: Map<string, Question>, name: string, question: Question): void {
  if (!questions.has(name)) questions.set(name, question);
}
