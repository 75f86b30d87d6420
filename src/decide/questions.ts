import type { Evidence } from '../domain/evidence.ts';
import type { Fact, FactOf } from '../domain/facts.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import {
  comparedText,
  type Choice,
  type EarlierAnswer,
  type Question,
  type QuestionTopic,
  type SeenScreen,
} from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { QUESTION_FORMS } from './question-forms.ts';

/** What a rule wants to know from a human. `detail`: what was found, for a person. */
export interface Asking {
  readonly topic: QuestionTopic;
  readonly task?: TaskId | null;
  readonly worker?: WorkerName | null;
  /** A delivery id or a failure's key, where the answer needs it. */
  readonly about?: string | null;
  readonly detail: string;
  readonly evidence: readonly Evidence[];
  /** Since when it has been so; epoch milliseconds. */
  readonly since?: number;
  readonly screen?: SeenScreen;
  /** Choices that come before those of the topic. */
  readonly choices?: readonly Choice[];
  /** Whether free text is taken, where that differs from the topic's habit. */
  readonly freeText?: boolean;
}

/** The fact that asks it, or null while the same thing is being asked. Its number is final after `numberQuestions`. */
export function askOnce(world: World, asking: Asking): FactOf<'question.asked'> | null {
  if (openQuestion(world.ledger, asking) !== null) return null;
  const form = QUESTION_FORMS[asking.topic];
  const number = world.ledger.questionsAsked + 1;
  const text = form.text({ worker: asking.worker ?? 'the worker', detail: asking.detail });
  const { evidence, ...known } = knownOf(world.ledger, asking, text);
  return {
    type: 'question.asked',
    question: {
      id: `q-${number}`,
      number,
      topic: asking.topic,
      task: asking.task ?? null,
      worker: asking.worker ?? null,
      about: asking.about ?? null,
      text,
      choices: [...(asking.choices ?? []), ...form.choices],
      freeText: asking.freeText ?? form.freeText,
      evidence,
      askedAt: world.now,
      ...known,
      holds: form.holds,
    },
  };
}

/** What is known of it beside its words. */
function knownOf(
  ledger: Ledger,
  asking: Asking,
  text: string,
): Pick<Question, 'evidence' | 'since' | 'before' | 'screen'> {
  const before = answersBefore(ledger, asking, text);
  return {
    evidence: [...asking.evidence, ...before.map(earlierEvidence)],
    ...(asking.since === undefined ? {} : { since: asking.since }),
    ...(before.length === 0 ? {} : { before }),
    ...(asking.screen === undefined ? {} : { screen: asking.screen }),
  };
}

const MOST_BEFORE = 20;
/** Asked again of the same task it is the same question, with other figures. */
const ONCE_A_TASK: ReadonlySet<QuestionTopic> = new Set(['crashes-agents', 'stuck']);

/** How a human answered the same about this worker or task before. What settled by itself was no answer. */
function answersBefore(
  { closed = [] }: Ledger,
  { topic, task = null, worker = null }: Pick<Asking, 'topic' | 'task' | 'worker'>,
  text: string,
): readonly EarlierAnswer[] {
  const compared = comparedText(text);
  return closed
    .flatMap((one) => {
      if (one.topic !== topic || one.answer === null) return [];
      const isSubject = (worker !== null && one.worker === worker) || (task !== null && one.task === task);
      const isSame = ONCE_A_TASK.has(topic) ? task !== null && one.task === task : one.text === compared;
      if (!isSame || !isSubject) return [];
      return [{ answer: one.answer, at: one.at }];
    })
    .slice(-MOST_BEFORE);
}

function earlierEvidence({ answer, at }: EarlierAnswer): Evidence {
  return { source: 'human', at, says: `you answered "${answer}" to the same` };
}

/** A note that only asks; none while the same thing is being asked. */
export function questionNotes(world: World, rule: string, asking: Asking): readonly Note[] {
  const fact = askOnce(world, asking);
  if (fact === null) return [];
  return [{ rule, why: fact.question.text, evidence: asking.evidence, facts: [fact] }];
}

/** The open question about the same topic, task, worker and thing. */
function openQuestion(
  ledger: Ledger,
  { topic, task = null, worker = null, about = null }: Pick<Asking, 'topic' | 'task' | 'worker' | 'about'>,
): Question | null {
  for (const question of ledger.questions.values()) {
    if (question.topic !== topic || question.task !== task || question.worker !== worker) continue;
    if (question.about === about) return question;
  }
  return null;
}

/** Rules of one tick cannot see each other's questions: numbers them in order, and drops the second of two equal ones. */
export function numberQuestions(notes: readonly Note[], ledger: Ledger): readonly Note[] {
  const asked = new Set<string>();
  const numbered = (fact: FactOf<'question.asked'>): readonly Fact[] => {
    const { topic, task, worker, about } = fact.question;
    const subject = JSON.stringify([topic, task, worker, about]);
    if (asked.has(subject)) return [];
    asked.add(subject);
    const number = ledger.questionsAsked + asked.size;
    return [{ ...fact, question: { ...fact.question, id: `q-${number}`, number } }];
  };
  return notes.flatMap((note) => {
    const facts = note.facts.flatMap((fact): readonly Fact[] =>
      fact.type === 'question.asked' ? numbered(fact) : [fact],
    );
    return facts.length === 0 ? [] : [{ ...note, facts }];
  });
}
