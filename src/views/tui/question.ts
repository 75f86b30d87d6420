import { shortDuration } from '../../domain/units.ts';
import type { Question } from '../../domain/question.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';
import { heldUpByQuestion } from '../held-up.ts';
import { dayClock } from '../clock.ts';
import { painter } from '../paint.ts';
import { topicWords } from '../topic-words.ts';
import { questionFacts, screenLines } from '../question-words.ts';
import { answersOf, type Answer } from './answers.ts';
import { closedContent, nextQuestion } from './closed-question.ts';
import { evidenceRows } from './evidence.ts';
import { aboutPlace } from './keys-place.ts';
import { needs, questionNamed } from './needs.ts';
import { pageOf, type Page } from './page.ts';
import { pathOf } from './path.ts';
import {
  wantsNothing,
  type Action,
  type Content,
  type Row,
  type Scene,
  type Size,
  type View,
  type ViewKey,
} from './view.ts';

export const questionPage: View = {
  name: 'question',
  key: '',
  title: 'Question',
  help: [
    'One question: what it rests on, and what may be answered. A number, or up and down, chooses an answer; Enter gives it, and nothing else does. Nothing is chosen at first.',
    'Where something is lost or let happen by an answer you are asked again. Your own words are typed in place; Enter sends them.',
  ],
  keys: [...numberKeys(), enterKey(), ...aboutPlace(needs.keys)],
  content,
  wants: () => wantsNothing,
};

/** They only choose, and all of them do that here: elsewhere the same keys go to views, and nobody should answer by mistake. */
function numberKeys(): readonly ViewKey[] {
  return ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map((key) => ({
    key,
    bar: '1 2 …',
    short: key === '1' ? 'choose, Enter answers' : '',
    says: key === '1' ? 'choose the answer with this number (2, 3, … the others); Enter gives it' : '',
    press: (scene): Action | null => {
      const answers = openAnswers(scene);
      if (answers === null) return null;
      const answer = answers[Number(key) - 1];
      return answer === undefined
        ? {
            do: 'place',
            patch: { selected: null },
            says: `there is no answer ${key}. ${howToAnswer(answers)}`,
          }
        : { do: 'place', patch: { selected: answer.key } };
    },
  }));
}

/** The only key that gives an answer: no key that chooses one does. */
function enterKey(): ViewKey {
  return {
    key: 'enter',
    short: '',
    says: 'give the answer that is chosen',
    press: (scene, selected): Action | null => {
      const answers = openAnswers(scene);
      if (answers === null) return selected === null ? nextOf(scene) : null;
      const chosen = answers.find(({ key }) => key === selected);
      return chosen?.action ?? shownAgain(scene, answers);
    },
  };
}

/** What is chosen but out of sight is not given: it is shown first. */
function shownAgain({ place }: Scene, answers: readonly Answer[]): Action {
  const number = answers.findIndex(({ key }) => key === place.selected) + 1;
  if (number === 0) return { do: 'say', text: `nothing is chosen. ${howToAnswer(answers)}` };
  const says = `${number} ${harmless(place.selected ?? '')} is chosen: Enter gives it`;
  return { do: 'place', patch: { selected: place.selected }, says };
}

function nextOf(scene: Scene): Action | null {
  const next = nextQuestion(scene);
  return next === null ? null : { do: 'open', view: 'question', about: next.id };
}

/** Null: it is not open any more. */
function openAnswers(scene: Scene): readonly Answer[] | null {
  const question = questionNamed(scene, scene.place.about);
  return question === null ? null : answersOf(question, scene.data.snapshot);
}

function howToAnswer(answers: readonly Answer[]): string {
  const keys = answers.map(({ key }, index) => `${index + 1} ${harmless(key)}`);
  return `Choose: ${keys.join(', ')}; then Enter`;
}

function content(scene: Scene, body: Size): Content {
  const question = questionNamed(scene, scene.place.about);
  const { snapshot } = scene.data;
  if (question === null || snapshot === null) return closedContent(scene, body);
  const page = pageOf(scene, body.columns);
  const paint = painter(scene.color);
  const text = page.text(harmless(question.text));
  // On a small screen the answers have to be in reach: what is asked scrolls away there.
  const stays = text.length * 3 <= body.rows;
  return {
    head: [
      page.line(headSpans(question, scene, snapshot)).line(paint),
      ...(stays ? text.map((row) => row.line(paint)) : []),
    ],
    rows: [
      ...(stays ? [] : text),
      ...questionFacts(question, scene).flatMap((text) => page.text(text)),
      ...page.text(holdWords(question, snapshot)),
      page.blank(),
      ...answerRows(answersOf(question, snapshot), page),
      page.blank(),
      ...evidencePart(question, page, scene),
      ...screenPart(question, page, scene),
    ],
    foot: () => [],
    empty: '',
    unchosen: true,
  };
}

/** A task that stands still by itself is not held by the question, and goes on by its answer all the same. */
function holdWords({ holds, task }: Question, snapshot: Snapshot): string {
  const status = task === null ? undefined : pathOf(snapshot).tasks.get(task)?.status;
  const standsStill = status === 'blocked' || status === 'failed' || status === 'needs_human';
  return holds === 'none' && standsStill ? 'Its task goes on after the answer.' : heldWords[holds];
}

const heldWords: Readonly<Record<Question['holds'], string>> = {
  task: 'Its task waits for the answer; its worker is free.',
  worker: 'Its worker waits for the answer.',
  all: 'Every worker waits for the answer.',
  none: 'Work goes on meanwhile.',
};

function answerRows(answers: readonly Answer[], page: Page): readonly Row[] {
  return answers.map(({ key, says }, index) =>
    page.choice(
      key,
      [{ text: ` ${index + 1}  ` }, { text: harmless(key), colour: 'bold' }, { text: `  ${harmless(says)}` }],
      null,
    ),
  );
}

function evidencePart({ evidence }: Question, page: Page, scene: Scene): readonly Row[] {
  return evidence.length === 0 ? [] : [page.title('EVIDENCE'), ...evidenceRows(evidence, { page, scene })];
}

function screenPart(question: Question, page: Page, scene: Scene): readonly Row[] {
  const lines = screenLines(question, scene);
  return lines.length === 0 ? [] : [page.blank(), ...lines.map((text) => page.line([{ text }]))];
}

function headSpans(
  question: Question,
  scene: Scene,
  snapshot: Snapshot,
): readonly { readonly text: string; readonly colour?: 'yellow' | 'dim' }[] {
  const { number, task, worker, topic, askedAt } = question;
  const about = [task, worker].filter((name) => name !== null).map((name) => harmless(name ?? ''));
  const waits = heldUpByQuestion(question, snapshot);
  const held = waits === 0 ? '' : `, ${counted(waits, 'task')} held up`;
  const asked = `asked ${dayClock(askedAt, scene)}, ${shortDuration(scene.now - askedAt)} ago`;
  return [
    { text: `${number}  ${about.length === 0 ? 'the project' : about.join(' on ')}`, colour: 'yellow' },
    { text: `  ${topicWords(topic)}, ${asked}${held}`, colour: 'dim' },
  ];
}
