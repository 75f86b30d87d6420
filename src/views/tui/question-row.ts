import type { Question } from '../../domain/question.ts';
import { harmless } from '../cells.ts';
import type { Clock } from '../clock.ts';
import { leadWords } from '../question-words.ts';
import type { Page } from './page.ts';
import type { Row } from './view.ts';

/** On the page of a worker or task: what it waits for, and the way to answer it. */
export function questionRow(
  question: Question,
  { page, scene }: { readonly page: Page; readonly scene: Clock },
): Row {
  return page.choice(
    `q:${question.id}`,
    [{ text: `${leadWords(question, scene)}: `, colour: 'yellow' }, { text: harmless(question.text) }],
    { do: 'open', view: 'question', about: question.id },
  );
}
