import type { Ledger, TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { Question } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { isDue } from './due.ts';
import { mergesTask } from './gate-line.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';

const RULE = 'merged-elsewhere';

/**
 * Takes in what a person merged by the button of the forge. What of it is the finished work counts as merged; where the task goes
 * beyond it, or it went into another branch, a human is asked.
 */
export const mergedElsewhere: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const merged = [...world.ledger.active].flatMap((id) => mergedByOthers(world, id) ?? []);
  return {
    notes: merged.flatMap((one) => askedNotes(world, one)),
    actions: merged.flatMap((one) => takeIn(world, one)),
  };
};

/** Where a task stands whose pull request somebody merged at the forge, or null. */
export function explainMergedElsewhere(world: World, id: TaskId): string | null {
  const merged = mergedByOthers(world, id);
  if (merged === null) return null;
  const { number } = merged.pr;
  return isAsked(world, merged)
    ? `#${number} was merged at GitHub, and it is not known whether that is all of it`
    : `#${number} was merged at GitHub, and is taken in`;
}

interface Merged {
  readonly task: TaskState;
  readonly pr: PullRequest;
  readonly merge: string;
}

/** A task that is not merged, and its pull request that is. */
export function mergedByOthers({ forge, ledger }: World, id: TaskId): Merged | null {
  const task = ledger.tasks.get(id);
  if (forge === 'local' || task === undefined || !isUnmerged(task)) return null;
  const pr = ledger.pullRequests.get(task.pullRequest ?? 0);
  if (pr?.state !== 'merged' || pr.head !== task.attempt?.branch) return null;
  const { mergedSha: merge } = pr;
  return merge === null || isBeingMerged(ledger, id) ? null : { task, pr, merge };
}

function isUnmerged({ stage }: TaskState): boolean {
  return stage === 'running' || stage === 'complete';
}

function isBeingMerged({ open }: Ledger, id: TaskId): boolean {
  return [...open.values()].some(({ action }) => action.kind === 'merge' && mergesTask(action, id));
}

/** It was taken in, and that is not all of the task; or it went where it is not taken in from. */
function isAsked({ ledger }: World, { pr }: Merged): boolean {
  return pr.takenIn === true || pr.base !== ledger.integration.branch;
}

function takeIn(world: World, merged: Merged): readonly Action[] {
  const { task, pr, merge } = merged;
  if (isAsked(world, merged) || world.ledger.integration.tip === null) return [];
  return [
    {
      kind: 'take-in',
      lane: 'integrate',
      rule: RULE,
      why: `#${pr.number} was merged at GitHub`,
      evidence: [
        { source: 'forge', at: pr.updatedAt, says: `#${pr.number} is merged as ${merge.slice(0, 8)}` },
      ],
      task: task.id,
      number: pr.number,
      mergedHead: pr.headSha,
      merge,
    },
  ];
}

/** Whether something is to be taken in now: what is merged meanwhile would be on another tip than the remote's. */
export function takesIn(world: World): boolean {
  if (world.forge === 'local') return false;
  const merged = [...world.ledger.active].flatMap((id) => mergedByOthers(world, id) ?? []);
  return merged.flatMap((one) => takeIn(world, one)).some((action) => isDue(world, action));
}

function askedNotes(world: World, merged: Merged): readonly Note[] {
  const { task, pr, merge } = merged;
  if (!isAsked(world, merged)) return [];
  const into = pr.base === world.ledger.integration.branch ? '' : ` into ${pr.base}`;
  return questionNotes(world, RULE, {
    topic: 'pr-merged',
    task: task.id,
    about: `#${pr.number}`,
    detail: `#${pr.number} was merged at GitHub${into} at ${pr.headSha.slice(0, 8)}: is that all of it?`,
    evidence: [
      { source: 'forge', at: pr.updatedAt, says: `#${pr.number} is merged as ${merge.slice(0, 8)}` },
    ],
  });
}

/** Why nobody has to say any more whether that was all, or null while somebody has to. */
export function whyMergedIsKnown(world: World, { task }: Question): string | null {
  return task !== null && mergedByOthers(world, task) !== null ? null : 'it is merged, or has another one';
}
