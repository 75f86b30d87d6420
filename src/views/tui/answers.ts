import { looksDestructive } from '../../decide/destructive.ts';
import type { Choice, Question } from '../../domain/question.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import { cancelOf, retryOf } from './keys-task.ts';
import { putAsideLines } from './put-aside.ts';
import { pathOf } from './path.ts';
import type { Confirm } from './state.ts';
import type { Action } from './view.ts';

/** One way to answer a question. */
export interface Answer {
  readonly key: string;
  readonly says: string;
  readonly action: Action;
}

const ownWords = 'your own words';

/** In the order of their numbers, from 1 on. */
export function answersOf(question: Question, snapshot: Snapshot | null): readonly Answer[] {
  const argv = ['answer', String(question.number)];
  const fixed = question.choices.map((choice): Answer => {
    const confirm = lossBy(question, choice, snapshot);
    return { ...choice, action: { do: 'run', argv: [...argv, '--', choice.key], show: 'toast', confirm } };
  });
  if (!question.freeText) return fixed;
  const title = `answer ${question.number}`;
  const typed: Action = { do: 'type', title, argv: [...argv, '--'], confirm: null };
  return [...fixed, { key: ownWords, says: 'typed here; they go to the worker', action: typed }];
}

/** What is lost, or let happen, by an answer that cannot be taken back; null: nothing. */
export function answerLoss(question: Question, key: string, snapshot: Snapshot | null): Confirm | null {
  const choice = question.choices.find((one) => one.key === key);
  return choice === undefined ? null : lossBy(question, choice, snapshot);
}

function lossBy(question: Question, { key, says }: Choice, snapshot: Snapshot | null): Confirm | null {
  const cancels =
    key === 'cancel' || key === 'skip' || (question.topic === 'limit-reached' && key === 'stop');
  if (cancels) return cancelled(question, { key, says }, snapshot);
  if (key === 'retry') return begunAgain(question, snapshot);
  if (question.topic === 'agent-asks') return granted(question, { key, says });
  const isHard = HARD[question.topic]?.includes(key) ?? false;
  return isHard ? { asks: `${harmless(key)}?`, loses: [harmless(says)] } : null;
}

/** Answers after which something is not as it was, whatever one says later. */
const HARD: Readonly<Partial<Record<Question['topic'], readonly string[]>>> = {
  'files-turned-back': ['apply'],
  'base-rewritten': ['take'],
  'merge-ambiguous': ['merged'],
};

function cancelled({ task }: Question, { key, says }: Choice, snapshot: Snapshot | null): Confirm {
  const row = snapshot === null || task === null ? undefined : pathOf(snapshot).tasks.get(task);
  if (row !== undefined && snapshot !== null) return cancelOf(row, snapshot);
  return { asks: `${harmless(key)}?`, loses: [harmless(says)] };
}

/** Only where something is put aside by it. */
function begunAgain({ task }: Question, snapshot: Snapshot | null): Confirm | null {
  const row = snapshot === null || task === null ? undefined : pathOf(snapshot).tasks.get(task);
  if (row === undefined || snapshot === null) return null;
  return putAsideLines(row, snapshot).length === 0 ? null : retryOf(row, snapshot);
}

/** What it wants to do is done at once, and is not asked about again where that is what was chosen. */
function granted(question: Question, { key, says }: Choice): Confirm | null {
  if (key === 'no' || key === 'never' || key === 'answered') return null;
  const isBad = question.text.includes('(looks destructive)') || looksDestructive(question.text);
  if (!isBad && key !== 'always') return null;
  return {
    asks: `Let ${harmless(question.worker ?? 'it')} do it${key === 'always' ? ', now and whenever it wants to' : ''}?`,
    loses: [
      ...(isBad ? ['It looks destructive: what it destroys does not come back.'] : []),
      harmless(question.text),
      `The answer is: ${harmless(says)}`,
    ],
  };
}
