import type { Fact } from '../domain/facts.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Question } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';
import { choiceOf, dialogName } from './dialog-question.ts';
import { isNever } from './lasting-no.ts';

/** The choice that a human gave, by its key: typed only while the very dialog that was asked about is open. */
export function answerDialog(
  world: World,
  { worker: name, about }: Question,
  { text, order }: { readonly text: string; readonly order: string },
): Answered {
  const worker = name === null ? undefined : world.ledger.workers.get(name);
  const dialog = worker?.agent.shown?.dialog ?? null;
  // Without a generation it has no name.
  if (!worker?.generation || dialog === null || dialogName(worker) !== about)
    return refuse('that dialog is not open any more');
  const choice = choiceOf(dialog, isNever(text) ? 'no' : text);
  if (choice === null) return refuse('that dialog has no such choice');
  const chosen = { dialog: dialog.id, choice, by: 'human' } as const;
  const fact: Fact = {
    type: 'dialog.chosen',
    worker: worker.name,
    generation: worker.generation.number,
    chosen,
  };
  const says = `"${dialog.choices[choice]?.says ?? text}" is typed if that dialog is still open`;
  if (!isNever(text)) return { ok: true, says, facts: [fact] };
  const facts = [fact, told(world, worker.name, order)];
  return { ok: true, says: `${says}, and to the same again in this attempt`, facts };
}

/** The agent itself hears of it, once. */
function told(world: World, worker: WorkerName, order: string): Fact {
  const item = {
    id: order,
    kind: 'notice',
    from: 'human',
    text: FOR_GOOD,
    data: null,
    at: world.now,
  } as const;
  return { type: 'worker.told', worker, item };
}

const FOR_GOOD =
  'What you asked a permission for again is denied for as long as you are at this task. Do not ask for it again: find another way to go on. If there is none, say so with a commit whose message ends in TASK_BLOCKED and your question.';

function refuse(because: string): Answered {
  return { ok: false, because };
}
