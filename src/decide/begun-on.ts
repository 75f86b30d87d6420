import type { BegunOn } from '../domain/begun-on.ts';
import type { Fact } from '../domain/facts.ts';
import type { Ledger, TaskState } from '../domain/ledger.ts';
import type { Sha, TaskId } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { hashText } from './hash-text.ts';
import { finishedHead, waitsToMerge } from './finished-work.ts';
import type { Rule } from './rule.ts';

const RULE = 'begun-on';

/**
 * With `merge.unblockOn: complete` work begins on finished work that is not merged yet. Whoever is at it is told, once for each
 * head, when that work is another by now; finished work is tested, and perhaps sent back, by the gates.
 */
export const begunOn: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  return {
    notes: [...world.ledger.active].flatMap((id) => {
      const task = world.ledger.tasks.get(id);
      return task?.stage !== 'running' ? [] : onOf(task).flatMap((part) => movedNotes(world, task, part));
    }),
  };
};

/** What a task's work was begun on before that was merged, and what it is merged after; null: on nothing. */
export function explainBegunOn(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  if (task === undefined || task.stage === 'merged') return null;
  const on = onOf(task).map(({ task: other, head }) => `${other} at ${head.slice(0, 8)}`);
  if (task.stage === 'pending' || on.length === 0) return null;
  const waits = waitsToMerge(world, task);
  const rest = waits.length === 0 ? '' : `; it is merged after ${waits.join(' and ')}`;
  return `it was begun on ${on.join(' and ')}, not merged then${rest}`;
}

function onOf({ attempt }: TaskState): readonly BegunOn[] {
  return attempt?.on ?? [];
}

function movedNotes(world: World, task: TaskState, part: BegunOn): readonly Note[] {
  const { now, ledger } = world;
  const head = headNow(ledger, part.task);
  if (head === null || head === part.head || head === part.told || task.attempt === null) return [];
  const older = part.told === undefined ? [] : [itemId({ task: part.task, head: part.told })];
  const text = `The work of task ${part.task}, which your branch was begun on at ${part.head.slice(0, 12)}, is another by now: it is at ${head.slice(0, 12)}. Go on with your task as it is: the two are merged when yours is finished, and what does not fit is sent back to you then.`;
  const item = {
    id: itemId({ task: part.task, head }),
    kind: 'notice',
    from: 'czar',
    text,
    data: null,
    at: now,
  } as const;
  return [
    {
      rule: RULE,
      why: `${part.task}, which ${task.id} was begun on, is at ${head.slice(0, 8)} now`,
      evidence: [{ source: 'ledger', at: now, says: `begun on ${part.head.slice(0, 8)}` }],
      facts: [
        ...older.map((done): Fact => ({ type: 'item.done', task: task.id, item: done })),
        { type: 'item.added', task: task.id, item },
        { type: 'start.told', task: task.id, attempt: task.attempt.number, on: part.task, head },
      ],
    },
  ];
}

function headNow(ledger: Ledger, id: TaskId): Sha | null {
  return ledger.tasks.get(id)?.merged?.head ?? finishedHead(ledger, id);
}

function itemId({ task, head }: BegunOn): string {
  return `start-${hashText(`${task} ${head}`).toString(16).padStart(8, '0')}`;
}
