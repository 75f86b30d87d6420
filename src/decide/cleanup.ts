import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { Trashed } from '../domain/merged-work.ts';
import type { Sha, TaskId } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import { shortDuration, wholeDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { hasTip } from './gate-line.ts';
import { earlier, type Rule } from './rule.ts';
import { whyInUse } from './taking.ts';

const RULE = 'cleanup';

/**
 * Removes the branches of merged work, here and where Czar pushed them. Each is kept for a while under a ref of Czar's own, and let
 * go for good after that. Of cancelled work only the merges go that its gates looked at. Whether nothing is lost is proved by the action itself.
 */
export const cleanup: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const old = oldest(world);
  return {
    actions: [
      ...wantedBack(world),
      ...[...world.ledger.active].flatMap((id) => step(world, world.ledger.tasks.get(id))),
      ...(old !== null && old.dueAt <= world.now ? [letGo(world, old)] : []),
    ],
    wakeAt: earlier(null, old !== null && old.dueAt > world.now ? old.dueAt : null),
  };
};

/** What becomes of the branch of merged work, or null when nothing is to be done about it. */
export function explainCleanup(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  if (task?.stage !== 'merged' || task.attempt === null) return null;
  const { branch } = task.attempt;
  const tidy = task.tidy ?? null;
  if (tidy === null) return explainTrash(world, task);
  if (tidy === 'remote') return `${branch} is removed from ${world.remote ?? 'the remote'}`;
  const because = whyNotYet(world, task);
  return because === null ? `${branch} is removed: it is merged` : `${branch} is removed later: ${because}`;
}

function explainTrash({ ledger, policy, now }: World, { id, attempt }: TaskState): string | null {
  for (const { task, attempt: number, branch, at } of ledger.trash?.values() ?? []) {
    if (task !== id || number !== attempt?.number) continue;
    const left = shortDuration(Math.max(0, at + policy.keep.trashMs - now));
    return `${branch} was removed: czar undo ${id}.${number} puts it back, for ${left} more`;
  }
  return null;
}

function step(world: World, task: TaskState | undefined): readonly Action[] {
  if (task?.stage === 'cancelled') return dropMerges(world, task);
  if (task?.stage !== 'merged' || task.attempt === null || (task.tidy ?? null) === null) return [];
  const { id, tidy, attempt } = task;
  const why = `${id} is merged`;
  const common = { rule: RULE, why, evidence: [], task: id } as const;
  const { number } = attempt;
  if (tidy === 'remote') return [{ ...common, kind: 'remove-remote-branch', lane: 'forge', attempt: number }];
  if (whyNotYet(world, task) !== null) return [];
  const stands = standsOn(world, attempt.branch);
  return stands === null
    ? [{ ...common, kind: 'remove-branch', lane: 'repo-admin', attempt: number }]
    : [{ ...common, kind: 'leave-branch', lane: `tree:${stands.name}`, worker: stands.name }];
}

/** Once nothing makes merges of it any more. Whether nothing is lost is proved by the action itself. */
function dropMerges(world: World, { id, tidy, attempt, testing, gate }: TaskState): readonly Action[] {
  if (tidy !== 'merges' || attempt === null) return [];
  const isUnderWay = [...world.ledger.open.values()].some(
    ({ action }) => MAKE_MERGES.includes(action.kind) && isAbout(action, id),
  );
  if (isUnderWay || isOnTopOfOthers(world, testing?.tip ?? gate?.tip ?? null)) return [];
  const why = `${id} was cancelled`;
  const common = { lane: 'repo-admin', rule: RULE, why, evidence: [] } as const;
  return [{ ...common, kind: 'drop-merges', task: id, attempt: attempt.number }];
}

/** Tested on a merge that may still come: once it has, nothing of others is in it that is nowhere else. */
function isOnTopOfOthers(world: World, tip: Sha | null): boolean {
  return tip !== null && tip !== world.ledger.integration.tip && hasTip(world, tip);
}

const MAKE_MERGES: readonly Action['kind'][] = ['gate', 'open-pr', 'update-pr', 'begin-attempt', 'take-in'];

function isAbout(action: Action, id: TaskId): boolean {
  const others = action.kind === 'gate' ? (action.with ?? []) : [];
  return ('task' in action && action.task === id) || others.some(({ task }) => task === id);
}

/** Why a branch cannot be removed now, or null. What cannot be seen is not taken for what is not there. */
function whyNotYet(world: World, task: TaskState): string | null {
  const { ledger, heads, integrationTip } = world;
  const pr = task.pullRequest === null ? undefined : ledger.pullRequests.get(task.pullRequest);
  if (pr?.state === 'open') return `#${pr.number} is still open`;
  if (!integrationTip.known) return 'the integration branch cannot be read';
  const unseen = [...ledger.workers.values()].find(
    ({ name, worktree }) => worktree !== null && heads.get(name)?.known !== true,
  );
  if (unseen !== undefined) return `nobody can tell where the worktree of ${unseen.name} stands`;
  const stands = standsOn(world, task.attempt?.branch ?? '');
  if (stands === null) return null;
  if (task.tidy === 'once-left') return `files in the worktree of ${stands.name} are uncommitted`;
  return whyNotLeft(world, stands);
}

function whyNotLeft(world: World, worker: WorkerState): string | null {
  if (worker.task !== null) return `${worker.name} is at work on ${worker.task}`;
  return whyInUse(world, worker);
}

/** The worker whose worktree stands on a branch, as git has it. */
function standsOn({ ledger, heads }: World, branch: string): WorkerState | null {
  for (const worker of ledger.workers.values()) {
    const head = heads.get(worker.name);
    const isThere = head?.known === true ? head.value.branch === branch : worker.worktree?.branch === branch;
    if (worker.worktree !== null && isThere) return worker;
  }
  return null;
}

function wantedBack({ ledger, now }: World): readonly Action[] {
  return [...(ledger.trash ?? [])].flatMap(([trash, { task, branch, wanted = false }]): readonly Action[] => {
    if (!wanted) return [];
    const evidence = [{ source: 'human', at: now, says: 'undo' }] as const;
    const why = `you want ${branch} back`;
    return [{ kind: 'restore-branch', lane: 'repo-admin', rule: RULE, why, evidence, task, trash }];
  });
}

interface Old extends Trashed {
  readonly ref: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** They are kept in the order in which they were removed. */
function oldest({ ledger, policy }: World): Old | null {
  for (const [ref, kept] of ledger.trash ?? [])
    return kept.wanted === true ? null : { ...kept, ref, dueAt: kept.at + policy.keep.trashMs };
  return null;
}

function letGo({ policy }: World, { ref, task, branch, at, proof }: Old): Action {
  return {
    kind: 'empty-trash',
    lane: 'repo-admin',
    rule: RULE,
    why: `${branch} was removed more than ${wholeDuration(policy.keep.trashMs)} ago (keep.trash)`,
    evidence: [{ source: 'ledger', at, says: proof }],
    task,
    trash: ref,
  };
}
