import type { Choice, Question, QuestionTopic } from '../domain/question.ts';

interface Blanks {
  readonly task: string;
  readonly worker: string;
  readonly detail: string;
}

/** How a topic is put to a person. Choice keys are what `answers.ts` acts on. */
export interface QuestionForm {
  readonly text: (blanks: Blanks) => string;
  readonly choices: readonly Choice[];
  readonly freeText: boolean;
  readonly holds: Question['holds'];
}

const CANCEL: Choice = { key: 'cancel', says: 'cancel the task; its branch is kept' };
const RETRY: Choice = { key: 'retry', says: 'begin a new attempt' };
const AGAIN: Choice = { key: 'again', says: 'try it again now' };

export const QUESTION_FORMS: Readonly<Record<QuestionTopic, QuestionForm>> = {
  'unverified-delivery': {
    text: ({ task, worker, detail }) => `Did ${worker} get the text of ${task}? ${detail}`,
    choices: [
      { key: 'has-it', says: 'it has it: go on' },
      { key: 'again', says: 'send it again' },
      { key: 'skip', says: 'leave this task: cancel it, the worker goes on with others' },
    ],
    freeText: false,
    holds: 'worker',
  },
  'task-blocked': {
    text: ({ task, worker, detail }) => `${worker} cannot finish ${task} and asks: ${detail}`,
    choices: [CANCEL],
    freeText: true,
    holds: 'task',
  },
  'gates-failing': {
    text: ({ task, detail }) => `The checks of ${task} keep failing: ${detail}`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  conflicts: {
    text: ({ task, detail }) => `${task} keeps conflicting with the integration branch: ${detail}`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  stuck: {
    text: ({ task, worker, detail }) => `${worker} is stuck on ${task}: ${detail}`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  'attempts-used-up': {
    text: ({ task, detail }) => `Every attempt of ${task} failed: ${detail}`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  'no-text': {
    text: ({ task, detail }) => `${task} has no text: ${detail}`,
    choices: [CANCEL],
    freeText: false,
    holds: 'task',
  },
  'dependency-lost': {
    text: ({ task, detail }) => `${task} waits for what will not come: ${detail}`,
    choices: [
      { key: 'drop', says: 'drop the edge: it no longer waits for that' },
      { key: 'cancel', says: 'cancel it too' },
    ],
    freeText: false,
    holds: 'none',
  },
  'agent-asks': {
    text: ({ worker, detail }) => `${worker} asks in its session (czar attach ${worker}): ${detail}`,
    choices: [{ key: 'answered', says: 'I answered it in the session' }],
    freeText: false,
    holds: 'worker',
  },
  leftovers: {
    text: ({ worker, detail }) =>
      `Uncommitted work of ${worker} could not be saved, so nothing was changed: ${detail}`,
    choices: [AGAIN],
    freeText: false,
    holds: 'worker',
  },
  'files-turned-back': {
    text: ({ detail }) => `The queue looks turned back; nothing was cancelled or begun again. ${detail}`,
    choices: [
      { key: 'apply', says: 'it is meant so: cancel what is gone, begin again what turned back' },
      { key: 'keep', says: 'it was an accident: go on as before' },
    ],
    freeText: false,
    holds: 'none',
  },
  quarantined: {
    text: ({ worker, detail }) => `${worker} is out of service: ${detail}`,
    choices: [
      { key: 'release', says: 'give it another chance' },
      { key: 'leave', says: 'leave it out; the others go on' },
    ],
    freeText: false,
    holds: 'none',
  },
  'base-conflict': {
    text: ({ detail }) => `The base branch cannot be merged into the integration branch: ${detail}`,
    choices: [AGAIN],
    freeText: false,
    holds: 'none',
  },
  adopt: {
    text: ({ detail }) => `There is work of an earlier Czar here: ${detail}`,
    choices: [
      { key: 'adopt', says: 'it is ours: go on with it' },
      { key: 'leave', says: 'leave it alone' },
    ],
    freeText: false,
    holds: 'none',
  },
  'merge-wanted': {
    text: ({ detail }) => detail,
    choices: [{ key: 'merge', says: 'merge it, through the gates as always' }],
    freeText: false,
    holds: 'none',
  },
  'merge-ambiguous': {
    text: ({ task, detail }) => `Was ${task} merged? ${detail}`,
    choices: [
      { key: 'merged', says: 'it is merged' },
      { key: 'again', says: 'it is not: merge it' },
    ],
    freeText: false,
    holds: 'task',
  },
  'effect-failing': {
    text: ({ detail }) => `Something cannot be done: ${detail}`,
    choices: [AGAIN],
    freeText: false,
    holds: 'none',
  },
  'omnibus-refused': {
    text: ({ detail }) => `The omnibus was not merged: ${detail}`,
    choices: [AGAIN],
    freeText: false,
    holds: 'none',
  },
};
