import type { Evidence } from './evidence.ts';
import type { QuestionId, TaskId, WorkerName } from './names.ts';

/** Something that only a human can decide. */
export interface Question {
  readonly id: QuestionId;
  /** The number that `needs` shows; stable for the life of the project. */
  readonly number: number;
  /** Equal topics are one question: asking again changes nothing. */
  readonly topic: QuestionTopic;
  readonly task: TaskId | null;
  readonly worker: WorkerName | null;
  /** What else it is about: a delivery id, a failure's key; null when task and worker say it all. */
  readonly about: string | null;
  readonly text: string;
  readonly choices: readonly Choice[];
  /** Free text is taken as an answer too. */
  readonly freeText: boolean;
  readonly evidence: readonly Evidence[];
  readonly askedAt: number;
  /** Since when what it is about has been so. Older releases did not write it, nor `before` and `screen`. */
  readonly since?: number;
  /** How the same was answered for this worker or task before, the newest last (bounded). */
  readonly before?: readonly EarlierAnswer[];
  /** What was last seen on the screen of its worker. */
  readonly screen?: SeenScreen;
  /** An answer that was given while nobody runs: the next supervisor carries it out. Not in the ledger, and only while nobody runs. */
  readonly kept?: string;
  /** `task`: the task waits and frees its worker; `worker`: waits in place; `all`: no session is started; `none`: nothing waits. */
  readonly holds: 'task' | 'worker' | 'all' | 'none';
}

/** `answer`: the key of a choice, or the words. */
export interface EarlierAnswer {
  readonly answer: string;
  readonly at: number;
}

/** The last lines of a screen (bounded), of unknown origin. */
export interface SeenScreen {
  readonly at: number;
  readonly lines: readonly string[];
}

/** A question that needs no answer any more. `answer` null: nobody gave one, and `because` says what became of it. */
export interface ClosedQuestion
  extends Pick<Question, 'id' | 'number' | 'topic' | 'task' | 'worker' | 'text'> {
  readonly answer: string | null;
  readonly because: string;
  readonly at: number;
  /** Since when, and what, it held up. Older releases did not write either. */
  readonly askedAt?: number;
  readonly holds?: Question['holds'];
}

export interface Choice {
  readonly key: string;
  readonly says: string;
}

/** What a question is about decides what its answer does (decide/answers.ts). */
export type QuestionTopic =
  | 'unverified-delivery'
  | 'task-blocked'
  | 'gates-failing'
  | 'conflicts'
  | 'stuck'
  | 'crashes-agents'
  | 'attempts-used-up'
  | 'no-text'
  | 'dependency-lost'
  | 'agent-asks'
  | 'agent-fails'
  | 'leftovers'
  | 'files-turned-back'
  | 'quarantined'
  | 'base-conflict'
  | 'base-rewritten'
  | 'adopt'
  | 'merge-wanted'
  | 'protected-paths'
  | 'review-open'
  | 'pr-closed'
  | 'no-token'
  | 'pr-merged'
  | 'pr-retargeted'
  | 'checks-wait'
  | 'merge-ambiguous'
  | 'drop-refused'
  | 'effect-failing'
  | 'limit-reached'
  | 'cost-reached'
  | 'omnibus-refused'
  | 'omnibus-closed'
  | 'omnibus-checks'
  | 'process-stays'
  | 'program-changed'
  | 'server-dies'
  | 'commands-changed';

const COMPARED_LENGTH = 500;

/** As much of a question's text as is kept of one that is closed: the same question is known by it. */
export function comparedText(text: string): string {
  return text.slice(0, COMPARED_LENGTH);
}

/** The number of a question in what somebody typed for it: `3`, `#3`, `q-3`. */
export function numberTyped(word: string): string {
  return word.replace(/^#?(q-)?/, '');
}

/** How a question is called wherever people read of it: "question 3". Commands take `3` and `q-3`. */
export function questionName(id: QuestionId): string {
  return `question ${id.replace(/^q-/, '')}`;
}
