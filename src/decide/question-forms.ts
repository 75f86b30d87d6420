import type { Choice, Question, QuestionTopic } from '../domain/question.ts';

interface Blanks {
  readonly worker: string;
  readonly detail: string;
}

/** How a topic is put to a person. Choice keys are what `answers.ts` acts on. */
export interface QuestionForm {
  /** One short line that goes on where the name of its task, else of its worker, ends: the name is not repeated. */
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
    text: ({ worker, detail }) => `did ${worker} get its text? ${detail}`,
    choices: [
      { key: 'has-it', says: 'it has it: go on' },
      { key: 'again', says: 'send it again' },
      { key: 'skip', says: 'leave this task: cancel it, the worker goes on with others' },
    ],
    freeText: false,
    holds: 'worker',
  },
  'task-blocked': {
    text: ({ worker, detail }) => `${worker} asks: ${detail}`,
    choices: [CANCEL],
    freeText: true,
    holds: 'task',
  },
  'gates-failing': {
    text: ({ detail }) => `checks ${detail}, again and again`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  conflicts: {
    text: ({ detail }) => `${detail}, again and again`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  stuck: {
    text: ({ worker, detail }) => `${worker} is stuck: ${detail}`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  'crashes-agents': {
    text: ({ detail }) => `crashes its agents: ${detail}`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  'attempts-used-up': {
    text: ({ detail }) => `every attempt failed: ${detail}`,
    choices: [RETRY, CANCEL],
    freeText: true,
    holds: 'task',
  },
  'no-text': {
    text: ({ detail }) => `no text: ${detail}`,
    choices: [CANCEL],
    freeText: false,
    holds: 'task',
  },
  'dependency-lost': {
    text: ({ detail }) => `waits in vain: ${detail}`,
    choices: [
      { key: 'drop', says: 'drop the edge: it no longer waits for that' },
      { key: 'cancel', says: 'cancel it too' },
    ],
    freeText: false,
    holds: 'none',
  },
  'agent-asks': {
    text: ({ worker, detail }) => `asks: ${detail} (czar attach ${worker})`,
    choices: [{ key: 'answered', says: 'I answered it in the session' }],
    freeText: false,
    holds: 'worker',
  },
  'agent-fails': {
    text: ({ detail }) => detail,
    choices: [{ key: 'again', says: 'it is put right, or over: go on' }, CANCEL],
    freeText: true,
    holds: 'worker',
  },
  leftovers: {
    text: ({ worker, detail }) => `worktree of ${worker}: ${detail}`,
    choices: [AGAIN],
    freeText: false,
    holds: 'worker',
  },
  'files-turned-back': {
    text: ({ detail }) => `turned back? ${detail}`,
    choices: [
      { key: 'apply', says: 'it is meant so: cancel what is gone, begin again what turned back' },
      { key: 'keep', says: 'it was an accident: go on as before' },
    ],
    freeText: false,
    holds: 'none',
  },
  quarantined: {
    text: ({ detail }) => `out of service: ${detail}`,
    choices: [
      { key: 'release', says: 'give it another chance' },
      { key: 'leave', says: 'leave it out; the others go on' },
    ],
    freeText: false,
    holds: 'none',
  },
  'base-conflict': {
    text: ({ detail }) => `base does not merge: ${detail}`,
    choices: [AGAIN],
    freeText: false,
    holds: 'none',
  },
  'base-rewritten': {
    text: ({ detail }) => detail,
    choices: [{ key: 'take', says: 'take it in all the same: what it dropped comes back with the omnibus' }],
    freeText: false,
    holds: 'none',
  },
  adopt: {
    text: ({ detail }) => `work of an earlier Czar: ${detail}`,
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
  'protected-paths': {
    text: ({ detail }) => detail,
    choices: [
      { key: 'allow', says: 'let it pass, as it is now; another commit is asked about anew' },
      CANCEL,
    ],
    freeText: true,
    holds: 'task',
  },
  'review-open': {
    text: ({ detail }) => detail,
    choices: [
      { key: 'merge', says: 'merge it all the same, as it is now' },
      { key: 'again', says: 'another round: its worker is told, and it is reviewed once more' },
      CANCEL,
    ],
    freeText: true,
    holds: 'task',
  },
  'pr-closed': {
    text: ({ detail }) => detail,
    choices: [
      { key: 'again', says: 'open a new one for its work' },
      { key: 'cancel', says: 'cancel the task' },
    ],
    freeText: false,
    holds: 'none',
  },
  'no-token': {
    text: ({ detail }) => `pull requests wait: ${detail}`,
    choices: [AGAIN],
    freeText: false,
    holds: 'none',
  },
  'pr-merged': {
    text: ({ detail }) => detail,
    choices: [
      { key: 'merged', says: 'it is: the task counts as merged' },
      { key: 'again', says: 'it is not: open a new one for what is missing' },
    ],
    freeText: false,
    holds: 'none',
  },
  'pr-retargeted': {
    text: ({ detail }) => `${detail}: set it back there`,
    choices: [CANCEL],
    freeText: false,
    holds: 'none',
  },
  'checks-wait': {
    text: ({ detail }) => detail,
    choices: [
      { key: 'again', says: 'wait for its checks anew' },
      { key: 'merge', says: 'merge it without them, once its gates have passed' },
      CANCEL,
    ],
    freeText: false,
    holds: 'none',
  },
  'process-stays': {
    text: ({ detail }) => `a process of the last supervisor does not end: ${detail}`,
    choices: [{ key: 'go-on', says: 'it does no harm: go on beside it' }],
    freeText: false,
    holds: 'none',
  },
  'server-dies': {
    text: ({ detail }) => detail,
    choices: [{ key: 'again', says: 'start a server and the sessions again' }],
    freeText: false,
    holds: 'all',
  },
  'commands-changed': {
    text: ({ detail }) => `may these commands run? ${detail}`,
    choices: [
      { key: 'yes', says: 'they run from now on' },
      { key: 'no', says: 'they do not: what was accepted before stays in force' },
    ],
    freeText: false,
    holds: 'none',
  },
  'program-changed': {
    text: ({ detail }) => detail,
    choices: [
      { key: 'use', says: 'use it anyway' },
      { key: 'wait', says: 'wait: it is tried again in half an hour' },
    ],
    freeText: false,
    holds: 'none',
  },
  'merge-ambiguous': {
    text: ({ detail }) => `is it merged? ${detail}`,
    choices: [
      { key: 'merged', says: 'it is merged' },
      { key: 'again', says: 'it is not: merge it' },
    ],
    freeText: false,
    holds: 'task',
  },
  'drop-refused': {
    text: ({ detail }) => `not taken out: ${detail}`,
    choices: [
      { key: 'again', says: 'try it again' },
      { key: 'leave', says: 'leave it in' },
    ],
    freeText: false,
    holds: 'none',
  },
  'effect-failing': {
    text: ({ detail }) => detail,
    choices: [AGAIN],
    freeText: false,
    holds: 'none',
  },
  'limit-reached': {
    text: ({ detail }) => detail,
    choices: [{ key: 'stop', says: 'stop this task: it is cancelled, its branch is kept' }],
    freeText: true,
    holds: 'task',
  },
  'cost-reached': {
    text: ({ detail }) => `${detail}: nothing more is told to any agent`,
    choices: [{ key: 'stop', says: 'leave it at that, until you raise limits.cost in the config' }],
    freeText: true,
    holds: 'none',
  },
  'omnibus-closed': {
    text: ({ detail }) => detail,
    choices: [
      { key: 'again', says: 'open a new one' },
      { key: 'leave', says: 'leave it closed; reopened at GitHub it goes on' },
    ],
    freeText: false,
    holds: 'none',
  },
  'omnibus-checks': {
    text: ({ detail }) => `omnibus not merged: ${detail}`,
    choices: [
      { key: 'merge', says: 'merge it all the same' },
      { key: 'leave', says: 'leave it open; czar pr omnibus --merge merges it' },
    ],
    freeText: false,
    holds: 'none',
  },
  'omnibus-refused': {
    text: ({ detail }) => `omnibus not merged: ${detail}`,
    choices: [
      { key: 'again', says: 'take in the base as it is now, and merge it' },
      { key: 'leave', says: 'leave it open; czar pr omnibus --merge merges it' },
    ],
    freeText: false,
    holds: 'none',
  },
};
