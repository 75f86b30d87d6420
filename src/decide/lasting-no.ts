import type { OpenDialog } from '../domain/dialog.ts';
import type { WorkerState } from '../domain/ledger.ts';
import { type Choice, type ClosedQuestion, comparedText } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { dialogText } from './dialog-question.ts';
import { QUESTION_FORMS } from './question-forms.ts';
import { runningTask } from './running-task.ts';

/** Offered for a permission that a human denied in this attempt and that is asked for again. */
const LASTING_NO: Choice = {
  key: 'never',
  says: 'No, by itself each time it asks the same in this attempt',
};

/** An agent that asks again and again is answered no faster than this. */
const PATIENCE_MS = 5_000;

/** `never` where it is worth offering, else nothing. */
export function lastingChoices(world: World, worker: WorkerState): readonly Choice[] {
  const dialog = worker.agent.shown?.dialog ?? null;
  if (dialog === null || denialOf(dialog) === null) return [];
  return deniedBefore(world, worker).length > 0 ? [LASTING_NO] : [];
}

/** The no that a human gave to the same dialog for the whole attempt, and from when on (epoch milliseconds) it is typed. Null: none. */
export function lastingNo(
  world: World,
  worker: WorkerState,
): { readonly choice: number; readonly at: number } | null {
  const { shown, since, answered } = worker.agent;
  const dialog = shown?.dialog ?? null;
  // An answer that changed nothing is not given again.
  if (dialog === null || answered === dialog.id) return null;
  const choice = denialOf(dialog);
  const isForGood = deniedBefore(world, worker).some(({ answer }) => isNever(answer));
  return choice === null || !isForGood ? null : { choice, at: since + PATIENCE_MS };
}

/** Only where a no means that the agent does without: one that leaves the agent ends its session. */
export function denialOf({ about, choices }: OpenDialog): number | null {
  if (about !== 'permission' && about !== 'other') return null;
  const nos = choices.flatMap(({ means }, at) => (means === 'no' ? [at] : []));
  const [choice] = nos;
  const { keys = [], says = '' } = choice === undefined ? {} : (choices[choice] ?? {});
  if (choice === undefined || nos.length > 1 || keys.length === 0) return null;
  return /\b(?:exit|quit)\b/i.test(says) ? null : choice;
}

/** Whether these words of a human are that answer. */
export function isNever(answer: string | null): boolean {
  return answer?.trim().toLowerCase() === LASTING_NO.key;
}

/** How a human denied the same in this attempt. */
function deniedBefore(world: World, worker: WorkerState): readonly ClosedQuestion[] {
  const task = runningTask(world, worker);
  if (task?.attempt === undefined || task.attempt === null) return [];
  const { startedAt } = task.attempt;
  const form = QUESTION_FORMS['agent-asks'];
  const text = comparedText(form.text({ worker: worker.name, detail: dialogText(worker) }));
  return (world.ledger.closed ?? []).filter(
    (one) =>
      one.topic === 'agent-asks' &&
      one.worker === worker.name &&
      one.task === task.id &&
      one.text === text &&
      one.at >= startedAt &&
      (one.answer === 'no' || isNever(one.answer)),
  );
}
