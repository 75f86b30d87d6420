import type { Sha } from '../domain/names.ts';
import type { Action, ActionOf } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { isDue } from './due.ts';
import { heldAtForge } from './forge-holds.ts';
import { type Judged, judgedTasks, pullRequestOf, verdictOn } from './judged.ts';
import { mayMerge } from './merge-by-hand.ts';
import { unallowedPaths } from './protected.ts';
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
  for (const one of work) {
    const lane = lanes[gates.length];
    // Whoever is less urgent does not get in before it meanwhile.
    if (lane === undefined || isCalledOff(world, one, tips)) break;
    if (!waitsForGate(world, one, tips)) continue;
    const gate = gateOf(one, end, lane);
    if (!isDue(world, gate)) continue;
    gates.push(gate);
    if (isInLine(world, one)) break;
  }
  return gates;
}

/** Why a gate that runs is worth nothing any more, or null while it may be. */
export function whyGateIsOver(world: World, { task: id, attempt, head, tip }: Tested): string | null {
  const task = world.ledger.tasks.get(id);
  if (task === undefined || task.stage !== 'complete' || task.attempt?.number !== attempt)
    return `${id} is ${task?.stage ?? 'gone'} by now`;
  if (task.attempt.judged !== head) return `${id} has another head by now`;
  return hasTip(world, tip)
    ? null
    : `what it was merged into (${tip.slice(0, 8)}) is not, or not any more, what it will be`;
}

/** Whether the gates' verdict on a merge into this tip says something, now or once what is before it is merged. */
export function hasTip(world: World, tip: Sha): boolean {
  return lineOf(world, judgedTasks(world)).tips.includes(tip);
}

/** Where a task stands in the gates, for people; null: its turn has not come. */
export function standingInGates(world: World, { task, head }: Judged): string | null {
  const isOnTop = (tip: Sha): string =>
    tip === world.ledger.integration.tip ? '' : ', on top of what is merged before it';
  const running = gatesOf(world).find((gate) => gate.task === task.id);
  if (running !== undefined) return `is in the gates${isOnTop(running.tip)}`;
  const { gate } = task;
  if (gate === null || gate.head !== head || !hasTip(world, gate.tip)) return null;
  return `${gate.verdict} in the gates${isOnTop(gate.tip)}`;
}

type Gate = ActionOf<'gate'>;
export type Tested = Pick<Gate, 'task' | 'attempt' | 'head' | 'tip'>;

function gatesOf({ ledger }: World): readonly Gate[] {
  return [...ledger.open.values()].flatMap(({ action }) => (action.kind === 'gate' ? action : []));
}

/**
 * What only a human merges, and has not been asked for, is in no line, and neither is what the forge holds back: nobody knows when
 * it comes, if ever.
 */
function isInLine(world: World, { task, head }: Judged): boolean {
  const pr = pullRequestOf(world, task);
  return mayMerge(world, task) && (pr === null || heldAtForge(world, pr, head) === null);
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
  if (unallowedPaths(task).length > 0) return null;
  if (heldAtForge(world, pr, head) !== null) return null;
  return {
    kind: 'merge',
    lane: 'integrate',
    rule: RULE,
    why: `every gate of #${pr.number} passed at exactly this merge`,
    evidence: [{ source: 'gate', at: verdict.at, says: `passed at ${verdict.merge.slice(0, 8)}` }],
    task: task.id,
    attempt: attempt.number,
    head,
    tip,
    merge: verdict.merge,
    number: pr.number,
  };
}

/** Has its pull request, is in no gate, and has no verdict that says or may come to say something. */
function waitsForGate(world: World, { task, head }: Judged, tips: readonly Sha[]): boolean {
  const pr = pullRequestOf(world, task);
  if (pr?.headSha !== head) return false;
  // It passed, and is tested once more when the forge lets it go: not at each tip until then.
  if (task.gate?.head === head && task.gate.verdict === 'passed' && heldAtForge(world, pr, head) !== null)
    return false;
  if (gatesOf(world).some((gate) => gate.task === task.id)) return false;
  return task.gate === null || task.gate.head !== head || !tips.includes(task.gate.tip);
}

/** In a gate that is worth nothing any more, and ends in a moment. */
function isCalledOff(world: World, { task, head }: Judged, tips: readonly Sha[]): boolean {
  return gatesOf(world).some(
    (gate) => gate.task === task.id && (gate.head !== head || !tips.includes(gate.tip)),
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

function gateOf({ task, attempt, head }: Judged, tip: Sha, lane: Gate['lane']): Gate {
  return {
    kind: 'gate',
    lane,
    rule: RULE,
    why: `${task.id} at ${head.slice(0, 8)} is tested merged into ${tip.slice(0, 8)}`,
    evidence: [],
    task: task.id,
    attempt: attempt.number,
    head,
    tip,
  };
}
