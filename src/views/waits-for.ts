import type { Question } from '../domain/question.ts';
import { harmless } from './cells.ts';

type Questions = readonly Pick<Question, 'task' | 'holds' | 'number'>[];

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
