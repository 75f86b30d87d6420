import type { BegunOn, OutdatedStart } from '../../domain/begun-on.ts';
import type { Fact } from '../../domain/facts.ts';
import { startMessage } from '../../domain/merge-message.ts';
import { keptMerges, type Sha } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { Effect } from './effect.ts';
import { taskNow, tipNow } from './subject.ts';

type Begin = ActionOf<'begin-attempt'>;

/** Where a branch begins, and on what that is not merged yet; or what that does not fit into. */
export type Start =
  | { readonly fits: true; readonly from: Sha | null; readonly on: readonly BegunOn[] }
  | { readonly fits: false; readonly conflict: Extract<Fact, { type: 'start.conflicts' }> };

/**
 * With finished work that is not merged, a new branch begins at a merge of the integration tip and that work, which is journaled
 * before the branch is there. A branch that is there already keeps what it was begun on.
 */
export async function startOf(effect: Effect<Begin>): Promise<Start> {
  const { from, on = [], branch, task } = effect.action;
  if (from === null || on.length === 0) return { fits: true, from, on };
  const there = await tipNow(effect, branch);
  if (there !== null) return { fits: true, from, on: await heldBy(effect, there) };
  const merged = await mergeAll(effect, from, on);
  if (!('sha' in merged)) {
    const conflict = { on, ...merged };
    return { fits: false, conflict: { type: 'start.conflicts', task, conflict } };
  }
  await effect.step([{ type: 'start.made', task, start: merged }]);
  return { fits: true, from: merged.sha, on: merged.on };
}

/** Left by a supervisor that died after it made the branch. */
async function heldBy(effect: Effect<Begin>, tip: Sha): Promise<readonly BegunOn[]> {
  const { on = [], task } = effect.action;
  const { start = null } = taskNow(effect.now(), task);
  if (start?.sha === tip) return start.on;
  const { history } = effect.parts.repository;
  const held = await Promise.all(on.map(({ head }) => history.isAncestor(head, tip)));
  return on.filter((_, index) => held[index]);
}

type Merged =
  | { readonly sha: Sha; readonly on: readonly BegunOn[] }
  | { readonly task: string; readonly files: readonly string[] };

/** One after the other. Work that changes nothing is no part of it. */
async function mergeAll(effect: Effect<Begin>, from: Sha, on: readonly BegunOn[]): Promise<Merged> {
  const { action, parts } = effect;
  const { projectId, repository } = parts;
  const held: BegunOn[] = [];
  let sha = from;
  for (const { task, head } of on) {
    const message = startMessage({ projectId, task: action.task, on: task, head });
    const [, keepAs] = keptMerges(action.task);
    const merge = await repository.merges.compute({ tip: sha, head, message, keepAs }, effect);
    if (merge.result === 'conflict') return { task, files: merge.files };
    if (merge.result === 'no-change') continue;
    sha = merge.commit;
    held.push({ task, head });
  }
  return { sha, on: held };
}

/**
 * What a head was begun on that is neither in the tip that it would be merged into nor was merged just so: merged as it is, it
 * would bring back what was changed or called off since. Null: nothing.
 */
export async function outdatedStart(
  effect: Effect,
  { task, head, tip }: { readonly task: string; readonly head: Sha; readonly tip: Sha },
): Promise<OutdatedStart | null> {
  const { attempt } = taskNow(effect.now(), task);
  const { history } = effect.parts.repository;
  const outdated: BegunOn[] = [];
  for (const part of attempt?.on ?? []) {
    if (effect.now().ledger.tasks.get(part.task)?.merged?.head === part.head) continue;
    if (!(await history.isAncestor(part.head, head))) continue;
    if (!(await history.isAncestor(part.head, tip))) outdated.push(part);
  }
  return attempt === null || outdated.length === 0 ? null : { start: attempt.startSha, on: outdated };
}
