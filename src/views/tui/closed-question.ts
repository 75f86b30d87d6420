import type { ClosedQuestion, Question } from '../../domain/question.ts';
import { harmless } from '../cells.ts';
import { painter } from '../paint.ts';
import { aboutWords, closedWords } from '../question-words.ts';
import { pageOf, type Page } from './page.ts';
import { emptyContent, type Content, type Row, type Scene, type Size } from './view.ts';

/** What stands where a question was: that it is answered, by what, and where it goes on. */
export function closedContent(scene: Scene, body: Size): Content {
  const { snapshot } = scene.data;
  if (snapshot === null) return emptyContent('nothing is known of it');
  const page = pageOf(scene, body.columns);
  const closed = (snapshot.closed ?? []).find(({ id }) => id === scene.place.about);
  const says =
    closed === undefined
      ? 'This question is not open: it is answered, or has settled by itself.'
      : closedWords(closed, scene);
  const asked = closed === undefined ? [] : page.text(harmless(closed.text), '  ');
  return {
    head: [...page.text(says), ...asked].map((row) => row.line(painter(scene.color))),
    rows: [page.blank(), ...goingOn(snapshot.questions, { page, closed })],
    foot: () => [],
    empty: '',
    unchosen: true,
  };
}

/** What Enter opens where nothing is chosen: the next question of the same worker or task; null: there is none. */
export function nextQuestion({ data, place }: Scene): Question | null {
  const closed = data.snapshot?.closed?.find(({ id }) => id === place.about);
  return closed === undefined ? null : (sameSubject(data.snapshot?.questions ?? [], closed)[0] ?? null);
}

function sameSubject(questions: readonly Question[], closed: ClosedQuestion): readonly Question[] {
  const about = closed.worker ?? closed.task;
  return questions.filter(({ worker, task }) => about !== null && (worker === about || task === about));
}

function goingOn(
  questions: readonly Question[],
  { page, closed }: { readonly page: Page; readonly closed: ClosedQuestion | undefined },
): readonly Row[] {
  const same = closed === undefined ? [] : sameSubject(questions, closed);
  const rest = questions.length - same.length;
  return [
    ...same.map((question) =>
      page.choice(
        `q:${question.id}`,
        [
          { text: `question ${question.number}, ${aboutWords(question)}: `, colour: 'yellow' },
          { text: harmless(question.text) },
        ],
        { do: 'open', view: 'question', about: question.id },
      ),
    ),
    ...placeRow('worker', closed?.worker ?? null, page),
    ...placeRow('task', closed?.task ?? null, page),
    page.blank(),
    ...page.text(`${same.length === 0 ? '' : 'Enter opens the next. '}${restWords(rest)}`),
  ];
}

function restWords(rest: number): string {
  return rest === 0
    ? 'Nothing else needs you. Esc goes back.'
    : `Esc goes back; n shows what else needs you (${rest}).`;
}

function placeRow(view: 'worker' | 'task', about: string | null, page: Page): readonly Row[] {
  if (about === null) return [];
  return [
    page.choice(`${view}:${about}`, [{ text: `${view}  ${harmless(about)}` }], { do: 'open', view, about }),
  ];
}
