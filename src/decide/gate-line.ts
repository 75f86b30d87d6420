import type { FinishedWork } from '../domain/batch.ts';
import type { TaskState } from '../domain/ledger.ts';
import type { Sha, TaskId } from '../domain/names.ts';
import type { Action, ActionOf } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import { whyChecksWait } from './acceptance.ts';
import { isVoid, testedTogether } from './batch.ts';
import { isDue } from './due.ts';
import { heldAtForge } from './forge-holds.ts';
import { isInLine } from './in-line.ts';
import { type Judged, judgedTasks, pullRequestOf, verdictOn } from './judged.ts';
import { unallowedPaths } from './protected.ts';
import { isTold } from './review.ts';
import { awaitsReview, isReviewed } from './reviewed.ts';
import { gateWidthOf } from './width.ts';

const RULE = 'merge';

/**
 * The merges that are expected, each tested on top of the one before: while the first is in the gates, the second is tested as if
 * the first had passed. When it has, the verdict on the second holds as it is; otherwise nothing is known of the second.
 */
interface GateLine {
  /** Where verdicts are worth something: the integration tip, then the merges that are expected to become it. */
  readonly tips: readonly Sha[];
  /** On what the next one is tested; null: that merge is being computed. */
  readonly end: Sha | null;
}

/** The gates to begin now, most urgent first. Of what is merged by itself only one: the next is tested on its merge. */
export function gatesToBegin(world: World): readonly Action[] {
  const work = judgedTasks(world);
  const { tips, end } = lineOf(world, work);
  const lanes = freeLanes(world);
  const gates: Gate[] = [];
  if (end === null) return gates;
  for (const [at, one] of work.entries()) {
    const lane = lanes[gates.length];
    // Whoever is less urgent does not get in before it meanwhile.
    if (lane === undefined || isCalledOff(world, one, tips)) break;
    if (!waitsForGate(world, one, tips)) continue;
    const waiting = work.slice(at).filter((other) => waitsForGate(world, other, tips));
    const together = testedTogether(world, waiting, lanes.length - gates.length);
    const gate = gateOf(together, { one, tip: end, lane });
    if (!isDue(world, gate)) continue;
    gates.push(gate);
    if (isInLine(world, one)) break;
  }
  return gates;
}

/** Why a gate that runs is worth nothing any more, or null while it may be. */
export function whyGateIsOver(world: World, { with: others = [], tip, ...first }: Tested): string | null {
  for (const one of [first, ...others]) {
    const because = whyWorkIsOver(world, one);
    if (because !== null) return because;
  }
  return hasTip(world, tip)
    ? null
    : `what it was merged into (${tip.slice(0, 8)}) is not, or not any more, what it will be`;
}

function whyWorkIsOver(world: World, { task: id, attempt, head }: FinishedWork): string | null {
  const task = world.ledger.tasks.get(id);
  if (task === undefined || task.stage !== 'complete' || task.attempt?.number !== attempt)
    return `${id} is ${task?.stage ?? 'gone'} by now`;
  return task.attempt.judged === head ? whyChecksWait(world, id) : `${id} has another head by now`;
}

/** Whether the gates' verdict on a merge into this tip says something, now or once what is before it is merged. */
export function hasTip(world: World, tip: Sha): boolean {
  return lineOf(world, judgedTasks(world)).tips.includes(tip);
}

/** Where a task stands in the gates, for people; null: its turn has not come. */
export function standingInGates(world: World, { task, head }: Judged): string | null {
  const isOnTop = (tip: Sha): string =>
    tip === world.ledger.integration.tip ? '' : ', on top of what is merged before it';
  const running = gatesOf(world).find((gate) => isTestedIn(gate, task.id));
  if (running !== undefined) return `is in the gates${companyOf(running, task.id)}${isOnTop(running.tip)}`;
  const { gate } = task;
  if (gate === null || gate.head !== head || !hasTip(world, gate.tip)) return null;
  return `${gate.verdict} in the gates${isOnTop(gate.tip)}`;
}

type Gate = ActionOf<'gate'>;
export type Tested = Pick<Gate, 'task' | 'attempt' | 'head' | 'tip' | 'with'>;

function isTestedIn({ task, with: others = [] }: Gate, id: TaskId): boolean {
  return task === id || others.some((other) => other.task === id);
}

function companyOf({ task, with: others = [] }: Gate, id: TaskId): string {
  const company = [task, ...others.map((other) => other.task)].filter((other) => other !== id);
  return company.length === 0 ? '' : ` together with ${company.join(', ')}`;
}

/** Whether a merge that is being made is, or holds, that of a task. */
export function mergesTask({ task, batch }: ActionOf<'merge'>, id: TaskId): boolean {
  return task === id || (batch?.members ?? []).some((member) => member.task === id);
}

function gatesOf({ ledger }: World): readonly Gate[] {
  return [...ledger.open.values()].flatMap(({ action }) => (action.kind === 'gate' ? action : []));
}

function lineOf(world: World, all: readonly Judged[]): GateLine {
  const { tip } = world.ledger.integration;
  if (tip === null) return { tips: [], end: null };
  const work = all.filter((one) => isInLine(world, one));
  const tips = [tip];
  let end = tip;
  while (tips.length <= work.length) {
    const next = nextAfter(world, work, end);
    if (next === null) break;
    if (next.merge === null || tips.includes(next.merge)) return { tips, end: null };
    tips.push(next.merge);
    end = next.merge;
  }
  return { tips, end };
}

/**
 * What is expected to be merged on this tip, or null: what has passed there, else what is being tested there. Its merge is null
 * while it is being computed.
 */
function nextAfter(world: World, work: readonly Judged[], tip: Sha): { readonly merge: Sha | null } | null {
  for (const one of work) {
    const merge = passedOn(world, one, tip);
    if (merge !== null) return { merge };
  }
  const gates = gatesOf(world).filter((gate) => gate.tip === tip);
  const running = work.find(({ task, head }) =>
    gates.some((gate) => gate.task === task.id && gate.head === head),
  );
  if (running === undefined) return null;
  const { testing } = running.task;
  const isOfThis = testing?.head === running.head && testing.tip === tip;
  return { merge: isOfThis ? testing.merge : null };
}

/** What cannot be merged at the moment holds up nothing. */
function passedOn(world: World, one: Judged, tip: Sha): Sha | null {
  const action = mergeOf(world, one, tip);
  return action !== null && isDue(world, action) ? action.merge : null;
}

/** The merge of what passed on this tip, exactly as it was tested; null: it has not passed there, or has no pull request. */
export function mergeOf(world: World, work: Judged, tip: Sha): ActionOf<'merge'> | null {
  const { task, attempt, head } = work;
  const verdict = verdictOn(work, tip);
  const pr = pullRequestOf(world, task);
  if (verdict?.verdict !== 'passed' || verdict.merge === null || pr?.headSha !== head) return null;
  if (heldAtForge(world, pr, head) !== null || isHeldBack(world, task)) return null;
  const what = { task: task.id, attempt: attempt.number, head, tip, number: pr.number };
  const { batch, merge, at } = verdict;
  if (batch === undefined) return mergeAction({ ...what, merge }, at);
  // The first of them takes all along.
  if (batch.members[0]?.task !== task.id || isVoid(world, verdict)) return null;
  return mergeAction({ ...what, merge: batch.tested, batch }, at);
}

/** It needs a human first, or a reviewer, or the forge is still to be told what that one said. */
function isHeldBack(world: World, task: TaskState): boolean {
  return unallowedPaths(task).length > 0 || !isReviewed(world, task) || !isTold(world, task);
}

type Merge = ActionOf<'merge'>;

function mergeAction(
  what: Pick<Merge, 'task' | 'attempt' | 'head' | 'tip' | 'merge' | 'number' | 'batch'>,
  at: number,
): Merge {
  const { batch, number, merge } = what;
  const together = batch === undefined ? '' : `, tested together with ${batch.members.length - 1} others`;
  return {
    kind: 'merge',
    lane: 'integrate',
    rule: RULE,
    why: `every gate of #${number} passed at exactly this merge${together}`,
    evidence: [{ source: 'gate', at, says: `passed at ${merge.slice(0, 8)}` }],
    ...what,
  };
}

/** Has its pull request and checks that may run, is in no gate, and has no verdict that says or may come to say something. */
function waitsForGate(world: World, { task, head }: Judged, tips: readonly Sha[]): boolean {
  if (whyChecksWait(world, task.id) !== null) return false;
  const pr = pullRequestOf(world, task);
  if (pr?.headSha !== head) return false;
  const { gate } = task;
  // It passed, and is tested once more when it is let go: not at each tip until then.
  if (gate?.head === head && gate.verdict === 'passed' && isNotLetGo(world, { task, pr })) return false;
  if (gatesOf(world).some((open) => isTestedIn(open, task.id))) return false;
  return gate === null || gate.head !== head || !tips.includes(gate.tip) || isVoid(world, gate);
}

/** By its reviewer, or by the forge. */
function isNotLetGo(
  world: World,
  { task, pr }: { readonly task: TaskState; readonly pr: PullRequest },
): boolean {
  return awaitsReview(world, task) || heldAtForge(world, pr, pr.headSha) !== null;
}

/** In a gate that is worth nothing any more, and ends in a moment. */
function isCalledOff(world: World, { task, head }: Judged, tips: readonly Sha[]): boolean {
  return gatesOf(world).some(
    (gate) => isTestedIn(gate, task.id) && (headIn(gate, task.id) !== head || !tips.includes(gate.tip)),
  );
}

function freeLanes(world: World): readonly Gate['lane'][] {
  const taken = new Set(gatesOf(world).map(({ lane }) => lane));
  const free = gateWidthOf(world) - taken.size;
  const lanes: Gate['lane'][] = [];
  for (let number = 1; lanes.length < free; number += 1)
    if (!taken.has(`gate:${number}`)) lanes.push(`gate:${number}`);
  return lanes;
}

function gateOf(
  together: readonly Judged[],
  { one, tip, lane }: { readonly one: Judged; readonly tip: Sha; readonly lane: Gate['lane'] },
): Gate {
  const others = together.filter((other) => other.task.id !== one.task.id).map(finishedOf);
  const first = finishedOf(one);
  const names = [first, ...others].map(({ task, head }) => `${task} at ${head.slice(0, 8)}`).join(', ');
  const are = others.length === 0 ? 'is' : 'are';
  return {
    kind: 'gate',
    lane,
    rule: RULE,
    why: `${names} ${are} tested merged into ${tip.slice(0, 8)}`,
    evidence: [],
    ...first,
    tip,
    ...(others.length === 0 ? {} : { with: others }),
  };
}

function finishedOf({ task, attempt, head }: Judged): FinishedWork {
  return { task: task.id, attempt: attempt.number, head };
}

function headIn({ task, head, with: others = [] }: Gate, id: TaskId): Sha | null {
  return [{ task, head }, ...others].find((one) => one.task === id)?.head ?? null;
}
