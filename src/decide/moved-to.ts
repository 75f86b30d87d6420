import { questionName } from '../domain/question.ts';
import type { TaskState } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { isOutOfService, whyNotFree } from './taking.ts';

/** Whom a human gave a task to that is not begun there yet; null: nobody in particular. */
export function movedTo({ stage, moveTo }: Pick<TaskState, 'stage' | 'moveTo'>): WorkerName | null {
  return stage === 'pending' ? moveTo : null;
}

/** What such a task waits for. */
export function explainMoved(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  const to = task === undefined ? null : movedTo(task);
  if (to === null) return null;
  if (isOutOfService(world, to)) return `you gave it to ${to}, which is out of service: anyone may take it`;
  return `it waits for ${to}, to which you gave it${whyNotNow(world, to)}`;
}

function whyNotNow(world: World, name: WorkerName): string {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return '';
  const asked = [...world.ledger.questions.values()].find((question) => question.worker === name);
  const question = asked === undefined ? '' : `, and waits for your answer to ${questionName(asked.id)}`;
  if (worker.task !== null) return `: ${name} is at ${worker.task}${question}`;
  const because = whyNotFree(world, worker);
  return because === null ? '' : `: ${because}`;
}
