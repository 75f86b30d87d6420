import { shortDuration } from '../../domain/units.ts';
import type { Question } from '../../domain/question.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { fit, harmless } from '../cells.ts';
import { heldUpByQuestion, questionsInOrder } from '../held-up.ts';
import { isFinished } from '../outcome.ts';
import { aboutWords, listedWords, questionFacts } from '../question-words.ts';
import { painter } from '../paint.ts';
import { topicWords } from '../topic-words.ts';
import { omnibusHint } from './ending.ts';
import { evidenceRows } from './evidence.ts';
import { gridOf, type GridColumn } from './grid.ts';
import { emptyText } from './overview.ts';
import { pageOf } from './page.ts';
import { wantsNothing, type Action, type Content, type Scene, type Size, type View } from './view.ts';

export const needs: View = {
  name: 'needs',
  key: '2',
  title: 'Needs you',
  help: [
    'What only a person can decide: the same questions as czar needs. Enter opens one; there, a number chooses the answer and Enter gives it.',
    'WAITS: how many tasks are behind the one it is about. What holds up most comes first, then what keeps a worker waiting, then the oldest.',
  ],
  keys: [
    {
      key: 'a',
      short: 'attach',
      says: 'open the session of the worker that asks',
      press: (scene, selected): Action => {
        const worker = questionNamed(scene, selected)?.worker ?? null;
        return worker === null
          ? { do: 'say', text: 'no worker asks this' }
          : { do: 'attach', worker, readOnly: false };
      },
    },
    {
      key: 'w',
      short: 'worker',
      says: 'go to the worker or the task it is about',
      press: (scene, selected): Action => {
        const question = questionNamed(scene, selected);
        if (question?.worker !== null && question !== null)
          return { do: 'open', view: 'worker', about: question.worker };
        if (question?.task !== null && question !== null)
          return { do: 'open', view: 'task', about: question.task };
        return { do: 'say', text: 'it is about the whole project' };
      },
    },
  ],
  content,
  wants: () => wantsNothing,
};

export function questionNamed({ data }: Scene, id: string | null): Question | null {
  return data.snapshot?.questions.find((one) => one.id === id) ?? null;
}

function columnsOf(snapshot: Snapshot, scene: Scene): readonly GridColumn<Question>[] {
  const { now } = scene;
  return [
    { title: '#', min: 2, max: 4, align: 'right', leaveOut: 0, text: ({ number }) => String(number) },
    {
      title: 'ABOUT',
      min: 12,
      max: 22,
      leaveOut: 1,
      text: aboutWords,
      colour: () => 'yellow',
    },
    {
      title: 'ASKED',
      min: 5,
      max: 7,
      align: 'right',
      leaveOut: 3,
      text: ({ askedAt }) => shortDuration(now - askedAt),
    },
    {
      title: 'WAITS',
      min: 5,
      max: 5,
      align: 'right',
      leaveOut: 2,
      text: (question) => String(heldUpByQuestion(question, snapshot)),
    },
    {
      title: 'QUESTION',
      min: 10,
      max: 400,
      leaveOut: 0,
      text: (question) => listedWords(question, scene),
    },
  ];
}

function content(scene: Scene, body: Size): Content {
  const { snapshot } = scene.data;
  const questions = snapshot === null ? [] : questionsInOrder(snapshot);
  const paint = painter(scene.color);
  const grid =
    snapshot === null
      ? null
      : gridOf({ columns: columnsOf(snapshot, scene), sample: questions, cells: body.columns });
  return {
    head: grid === null || questions.length === 0 ? [] : [paint('dim', fit(`  ${grid.head}`, body.columns))],
    rows: questions.map((question) => ({
      id: question.id,
      search: () =>
        `${question.task ?? ''} ${question.worker ?? ''} ${topicWords(question.topic)} ${question.text}`,
      line: (own) => grid?.line(question, own) ?? '',
      open: { do: 'open', view: 'question', about: question.id },
    })),
    foot: (selected) => preview(scene, selected, body),
    empty: snapshot === null ? emptyText(scene) : nothingWords(snapshot),
  };
}

function nothingWords(snapshot: Snapshot): string {
  const isReady = isFinished(snapshot) && snapshot.integration.omnibusState === 'ready';
  return isReady
    ? `Nothing needs you. All is in ${harmless(snapshot.integration.branch)}; ${omnibusHint(snapshot.base)}`
    : 'Nothing needs you. You can walk away.';
}

/** The selected question in full as far as there is room: often it can be answered without looking further. */
function preview(scene: Scene, selected: string | null, body: Size): readonly string[] {
  const question = questionNamed(scene, selected);
  const rows = Math.floor(body.rows / 2);
  if (question === null || rows < 4) return [];
  const paint = painter(scene.color);
  const page = pageOf(scene, body.columns);
  const keys = question.choices.map(({ key }, index) => `${index + 1} ${harmless(key)}`);
  const text = question.freeText ? [...keys, `${keys.length + 1} your own words`] : keys;
  const lines = [
    ...page.text(harmless(question.text)),
    ...questionFacts(question, scene).flatMap((text) => page.text(text)),
    page.line([{ text: 'Enter, then: ', colour: 'bold' }, { text: text.join('   ') }]),
    ...evidenceRows(question.evidence, { page, scene }),
  ].map((row) => row.line(paint));
  const rest = lines.length - (rows - 1);
  const shown =
    rest > 0 ? [...lines.slice(0, rows - 2), paint('dim', `  +${counted(rest + 1, 'line')} (Enter)`)] : lines;
  const rule = paint('dim', (scene.unicode ? '─' : '-').repeat(body.columns));
  return [rule, ...shown, ...Array.from({ length: Math.max(0, rows - 1 - shown.length) }, () => '')];
}
