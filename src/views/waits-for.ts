import type { Question } from '../domain/question.ts';
import type { Snapshot, TaskRow, WorkerRow } from '../domain/snapshot.ts';
import { harmless } from './cells.ts';

type Questions = readonly Pick<Question, 'task' | 'holds' | 'number'>[];

/** What a worker waits for: first the task that it left because that waits for an answer. */
export function waitNames({
  waitingFor,
  parked,
}: Pick<WorkerRow, 'waitingFor' | 'parked'>): readonly string[] {
  return parked === undefined ? waitingFor : [...new Set([parked.task, ...waitingFor])];
}

/** What a worker waits for, for a narrow column: "answer 4" where that task waits for one, else its name. Harmless. */
export function waitsText(names: readonly string[], questions: Questions): string {
  const parts = names.map((name) => {
    const number = answerFor(name, questions);
    return number === null ? harmless(name) : `answer ${number}`;
  });
  return [...new Set(parts)].join(' ');
}

/** The same in words, one for each task: "your answer 4 (parse)", "cart". Harmless. */
export function waitsWords(names: readonly string[], questions: Questions): readonly string[] {
  return names.map((name) => {
    const number = answerFor(name, questions);
    return number === null ? harmless(name) : `your answer ${number} (${harmless(name)})`;
  });
}

/** The number of the first question that a task waits for; null: there is none. */
export function answerFor(name: string, questions: Questions): number | null {
  return questions.find(({ task, holds }) => holds === 'task' && task === name)?.number ?? null;
}

/** Finished work that waits for nothing but a person's word (merge.auto: false): the question about that. It holds up no worker. */
export function approvalFor(
  { task, status }: Pick<TaskRow, 'task' | 'status'>,
  questions: readonly Question[],
): Question | null {
  if (status !== 'complete') return null;
  return questions.find((one) => one.topic === 'merge-wanted' && one.task === task) ?? null;
}

/** What a task waits for, for a column: your answer comes before whatever happens then. Empty: nothing. Harmless. */
export function taskWaits(row: TaskRow, snapshot: Snapshot): string {
  const number =
    answerFor(row.task, snapshot.questions) ??
    approvalFor(row, snapshot.questions)?.number ??
    askedInPlace(row, snapshot);
  return number === null ? row.waitingFor.map(harmless).join(' ') : `answer ${number}`;
}

/** Its worker waits in its session for an answer, or it is about this task in another way. */
function askedInPlace({ task, status }: TaskRow, { questions, workers }: Snapshot): number | null {
  const doer = workers.find((row) => row.task === task)?.worker;
  const found =
    questions.find(({ holds, worker }) => holds === 'worker' && worker === doer) ??
    (status === 'needs_human' ? questions.find((one) => one.task === task) : undefined);
  return found?.number ?? null;
}
