import { conflictItem } from '../../decide/conflict-notices.ts';
import { foundAtForge } from '../../decide/forge-findings.ts';
import { foundByReview } from '../../decide/review.ts';
import { findingOf } from '../../decide/rework.ts';
import { isTextChange } from '../../decide/text-changes.ts';
import type { Conflict } from '../../domain/conflict.ts';
import type { Finding, Message, WorkPlace } from '../../domain/delivered-text.ts';
import type { Attempt, TaskState, WorkItem } from '../../domain/ledger.ts';
import type { TaskId } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { World } from '../../domain/world.ts';
import { clearedFor } from './cleared.ts';
import type { Effect } from './effect.ts';
import { notNow, taskNow, workerNow, worktreeNow } from './subject.ts';

type Deliver = ActionOf<'deliver'>;

/** What is said, and the hash of the task's file when its whole text is in it. */
export interface Composed {
  readonly message: Message;
  readonly textHash: string | null;
}

/** Gathers what a delivery says, from the world as it is now. Null: there is nothing to say any more. */
export async function compose(effect: Effect<Deliver>): Promise<Composed | null> {
  const { as } = effect.action;
  switch (as) {
    case 'opening':
    case 'continuation':
      return beginning(effect, as);
    case 'rework':
      return rework(effect);
    case 'text':
      return newText(effect);
    case 'answer':
      return answer(effect);
    case 'notice':
      return notice(effect);
    case 'branch':
      return astray(effect);
    case 'resume':
    case 'go-on':
    case 'wrap-up':
    case 'remind':
    case 'help':
    case 'marker':
      return { message: { as, place: placeOf(effect) }, textHash: null };
  }
}

async function beginning(effect: Effect<Deliver>, as: 'opening' | 'continuation'): Promise<Composed> {
  const place = placeOf(effect);
  const { text, hash } = await textOf(effect, place.task);
  const cleared = await clearedFor(effect, place.task);
  const { projectId } = effect.parts;
  const savedUnder = place.attempt > 1 ? `refs/czar/${projectId}/saved/${place.task}` : null;
  const task = taskNow(effect.now(), place.task);
  const finding = sentBackFor(effect.now(), task) ?? takenOut(effect.now(), task);
  return { message: { as, place, text, cleared, savedUnder, finding }, textHash: hash };
}

/** Its worker decides what of it comes back: the branch begins without it. */
function takenOut({ ledger }: World, { dropped }: TaskState): Finding | null {
  const revert = dropped?.revert ?? null;
  if (revert === null) return null;
  const branch = ledger.integration.branch;
  const back = `git revert --no-edit ${revert}`;
  return {
    text: `This was merged and taken out of ${branch} again. ${back} brings it back as it was.`,
    data: null,
  };
}

/** What rework that is still to be done was about: the session that was told is gone. */
function sentBackFor(world: World, task: TaskState): Finding | null {
  const { gate, attempt } = task;
  const isGate =
    gate?.head === attempt?.judged && (gate?.verdict === 'failed' || gate?.verdict === 'conflict');
  return isGate && gate !== null
    ? findingOf(world, task, gate)
    : (foundByReview(task) ?? foundAtForge(world, task));
}

async function rework(effect: Effect<Deliver>): Promise<Composed | null> {
  const item = itemOf(effect);
  if (item === null) return null;
  const place = placeOf(effect);
  const { text, hash } = await textWhereMissing(effect, place.task);
  const finding = { text: item.text, data: item.data };
  const mayMerge = item.from === 'conflict';
  return { message: { as: 'rework', place, finding, mayMerge, text }, textHash: hash };
}

/** A text of a human's own is given as it is; it is not the one in the file. */
async function newText(effect: Effect<Deliver>): Promise<Composed | null> {
  const item = itemOf(effect);
  if (item === null) return null;
  const place = placeOf(effect);
  if (!isTextChange(item)) return { message: { as: 'text', place, text: item.text }, textHash: null };
  const { text, hash } = await textOf(effect, place.task);
  return { message: { as: 'text', place, text }, textHash: hash };
}

async function answer(effect: Effect<Deliver>): Promise<Composed | null> {
  const item = itemOf(effect);
  if (item === null) return null;
  const said = { as: 'answer', question: item.data, answer: item.text } as const;
  if (effect.action.task === null) return { message: { ...said, place: null, text: null }, textHash: null };
  const place = placeOf(effect);
  const { text, hash } = await textWhereMissing(effect, place.task);
  return { message: { ...said, place, text }, textHash: hash };
}

function notice(effect: Effect<Deliver>): Composed | null {
  const item = itemOf(effect);
  if (item === null) return null;
  const conflict = [...effect.now().ledger.conflicts.values()].find(
    ({ key }) => conflictItem(key) === item.id,
  );
  if (conflict !== undefined) return ofConflict(effect, conflict);
  const from = item.from === 'human' ? 'human' : 'czar';
  return { message: { as: 'notice', from, text: item.text }, textHash: null };
}

/** With the files as they are by now. */
function ofConflict(effect: Effect<Deliver>, { a, b, files, count }: Conflict): Composed {
  const place = placeOf(effect);
  const { ledger, wish } = effect.now();
  const side = place.task === a.task ? b : a;
  const task = side === null ? undefined : ledger.tasks.get(side.task);
  const branch = task?.attempt?.branch ?? ledger.integration.branch;
  const title = wish.tasks.get(task?.id ?? '')?.title ?? task?.title ?? '';
  const other = side === null ? null : { task: side.task, worker: side.worker, title };
  return { message: { as: 'conflict', place, news: { other, branch, files, count } }, textHash: null };
}

function astray(effect: Effect<Deliver>): Composed | null {
  const found = effect.now().astray.get(effect.action.worker);
  if (found === undefined) return null;
  return { message: { as: 'branch', place: placeOf(effect), astray: found }, textHash: null };
}

/** The item that is told, among those of the task and the messages for the worker. */
function itemOf(effect: Effect<Deliver>): WorkItem | null {
  const { task, worker, item } = effect.action;
  const items = task === null ? [] : taskNow(effect.now(), task).items;
  const all = [...items, ...workerNow(effect.now(), worker).inbox];
  return all.find(({ id }) => id === item) ?? null;
}

function placeOf(effect: Effect<Deliver>): WorkPlace {
  const { worker, task } = effect.action;
  const world = effect.now();
  if (task === null) throw notNow('tell a worker about a task', worker, 'no task is named');
  const attempt = currentAttempt(effect, task);
  return {
    task,
    attempt: attempt.number,
    worker,
    worktree: worktreeNow(world, worker).path,
    branch: attempt.branch,
    statusFile: `${world.policy.home}/status/worker-status.json`,
    missingServers: (workerNow(world, worker).generation?.servers?.missing ?? []).map(({ name }) => name),
  };
}

function currentAttempt(effect: Effect<Deliver>, task: TaskId): Attempt {
  const { attempt } = taskNow(effect.now(), task);
  if (attempt !== null && attempt.number === effect.action.attempt) return attempt;
  throw notNow(`tell ${effect.action.worker} about a task`, task, 'that attempt is over');
}

interface FullText {
  readonly text: string;
  readonly hash: string;
}

/** The full text once more for a worker that did not get it, or not in this session. */
async function textWhereMissing(
  effect: Effect<Deliver>,
  task: TaskId,
): Promise<FullText | { readonly text: null; readonly hash: null }> {
  const { worker, generation } = effect.action;
  const attempt = currentAttempt(effect, task);
  const hasIt = attempt.worker === worker && attempt.openedIn.includes(generation);
  return hasIt ? { text: null, hash: null } : textOf(effect, task);
}

async function textOf({ parts }: Effect<Deliver>, task: TaskId): Promise<FullText> {
  const found = await parts.files.text(task);
  if (found === null) throw notNow('give a task to a worker', task, 'its text is gone');
  return found;
}
