import { shortDuration } from '../../domain/units.ts';
import type { Question } from '../../domain/question.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { counted, harmless } from '../cells.ts';
import { painter } from '../paint.ts';
import { evidenceRows } from './evidence.ts';
import { aboutPlace } from './keys-place.ts';
import { cancelOf, taskNamed } from './keys-task.ts';
import { needs, questionNamed, waitingFor } from './needs.ts';
import { pageOf } from './page.ts';
import type { Confirm } from './state.ts';
import {
  emptyContent,
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
    'One question: what it rests on, and what may be answered. A number chooses an answer and Enter gives it; where something is lost by it you are asked again.',
    'Your own words are typed in place; Enter sends them.',
  ],
  keys: [...numberKeys(), ...aboutPlace(needs.keys)],
  content,
  wants: ({ about }) => ({ peek: null, why: about, journal: false }),
};

/** They only choose: elsewhere the same keys go to views, and nobody should answer by mistake. */
function numberKeys(): readonly ViewKey[] {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ({
    key: String(number),
    short: number === 1 ? '2 … Enter answers' : '',
    says: number === 1 ? 'choose the answer with this number (2, 3, … the others); Enter gives it' : '',
    press: (scene): Action => {
      const question = questionNamed(scene, scene.place.about);
      const answers = question === null ? [] : answersOf(question, scene);
      const answer = answers[number - 1];
      return answer === undefined
        ? { do: 'say', text: `there is no answer ${number}` }
        : { do: 'place', patch: { selected: answer.key } };
    },
  }));
}

interface Answer {
  readonly key: string;
  readonly says: string;
  readonly action: Action;
}

function answersOf(question: Question, scene: Scene): readonly Answer[] {
  const argv = ['answer', String(question.number)];
  const fixed = question.choices.map(
    ({ key, says }): Answer => ({
      key,
      says,
      action: {
        do: 'run',
        argv: [...argv, '--', key],
        show: 'toast',
        confirm: lossOf(question, { key, says }, scene),
      },
    }),
  );
  if (!question.freeText) return fixed;
  const own: Answer = {
    key: 'your own words',
    says: 'typed here; they go to the worker',
    action: {
      do: 'type',
      title: `answer ${question.number}`,
      argv: [...argv, '--'],
      confirm: null,
    },
  };
  return [...fixed, own];
}

/** Answers that take something away. */
function lossOf(
  { task, topic }: Question,
  { key, says }: { readonly key: string; readonly says: string },
  scene: Scene,
): Confirm | null {
  const row = taskNamed(scene, task);
  const { snapshot } = scene.data;
  const cancels = key === 'cancel' || key === 'skip';
  if (cancels && row !== null && snapshot !== null) return cancelOf(row, snapshot);
  const isHard = cancels || topic === 'files-turned-back' || topic === 'base-rewritten';
  return isHard && key !== 'keep' ? { asks: `${harmless(key)}?`, loses: [harmless(says)] } : null;
}

function content(scene: Scene, body: Size): Content {
  const question = questionNamed(scene, scene.place.about);
  const { snapshot } = scene.data;
  if (question === null || snapshot === null)
    return emptyContent('This is answered, or has settled by itself. (Esc)');
  const page = pageOf(scene, body.columns);
  const head = page.line(headSpans(question, scene, snapshot));
  const answers = answersOf(question, scene).map(
    ({ key, says, action }, index): Row =>
      page.choice(
        key,
        [
          { text: ` ${index + 1}  ` },
          { text: harmless(key), colour: 'bold' },
          { text: `  ${harmless(says)}` },
        ],
        action,
      ),
  );
  const evidence = evidenceRows(question.evidence, { page, now: scene.now });
  const why = scene.data.why?.about === question.id ? scene.data.why.lines : [];
  return {
    head: [
      head.line(painter(scene.color)),
      ...page.text(harmless(question.text)).map((row) => row.line(painter(scene.color))),
    ],
    rows: [
      page.blank(),
      ...answers,
      page.blank(),
      ...(evidence.length === 0 ? [] : [page.title('EVIDENCE'), ...evidence]),
      ...(why.length === 0
        ? []
        : [page.title('WHY'), ...why.flatMap((line) => page.text(harmless(line), '  '))]),
    ],
    foot: () => [],
    empty: '',
  };
}

function headSpans(
  question: Question,
  { now }: Scene,
  snapshot: Snapshot,
): readonly { readonly text: string; readonly colour?: 'yellow' | 'dim' }[] {
  const { number, task, worker, topic, askedAt } = question;
  const about = [task, worker].filter((name) => name !== null).map((name) => harmless(name ?? ''));
  const waits = waitingFor(question, snapshot);
  return [
    { text: `${number}  ${about.length === 0 ? 'the project' : about.join(' on ')}`, colour: 'yellow' },
    {
      text: `  ${topic}, asked ${shortDuration(now - askedAt)} ago, ${counted(waits, 'task')} held up`,
      colour: 'dim',
    },
  ];
}
