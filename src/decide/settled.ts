import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { QuestionTopic } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { whyChecksWait } from './acceptance.ts';
import { cancelledWork } from './cancelled-work.ts';
import { waitsForProgram } from './canary.ts';
import { cleanup } from './cleanup.ts';
import { dropping } from './dropping.ts';
import { endsByItself } from './dialogs.ts';
import { isDue } from './due.ts';
import { isPaused } from './activity.ts';
import { waitsToMerge } from './finished-work.ts';
import { rewrittenBase } from './integration.ts';
import { pullRequestOf } from './judged.ts';
import { mayMerge } from './merge-by-hand.ts';
import { needsDescribing, tellsOldStatuses } from './omnibus.ts';
import { omnibusHold } from './omnibus-hold.ts';
import { parentIssue } from './parent-issue.ts';
import { canBegin, parkingQuestion } from './readiness.ts';
import type { Rule } from './rule.ts';
import { awaitsReview } from './reviewed.ts';
import { whyNoSessions } from './server-deaths.ts';
import { stayingOf } from './staying.ts';
import { mayResume, mayTake, seatOf, wantsSeat } from './taking.ts';
import { wantsMerge } from './wanted-omnibus.ts';
import { isStopped, wrapUpOf } from './wrap-up.ts';

/** Nothing more will happen without a human, an edit, or a new commit of somebody else. */
export function isSettled(world: World): boolean {
  const { ledger, graph } = world;
  if (ledger.open.size > stayingOf(ledger).length || ledger.orders.length > 0 || graph.unseen.length > 0)
    return false;
  if ([...ledger.failures.values()].some(({ lasting }) => !lasting)) return false;
  const given = givenUp(world);
  if ([...ledger.active].some((id) => isMoving(world, given, ledger.tasks.get(id)))) return false;
  if ([cancelledWork, cleanup, dropping, parentIssue].some((rule) => isBusy(world, rule))) return false;
  return !someoneCanBegin(world, given) && omnibusIsSettled(world, given);
}

function isBusy(world: World, rule: Rule): boolean {
  return (rule(world).actions ?? []).some((action) => isDue(world, action));
}

/**
 * What effects that failed for good are about: `task=…`, `worker=…`, or their kind. They wait for a human. A worker that fails at
 * one task may do others.
 */
function givenUp({ ledger }: World): ReadonlySet<string> {
  const lasting = [...ledger.failures]
    .filter(([, failure]) => failure.lasting)
    .map(([key]) => key.split(' '));
  return new Set(
    lasting.flatMap((parts) =>
      parts.some((part) => part.startsWith('task='))
        ? parts.filter((part) => !part.startsWith('worker='))
        : parts,
    ),
  );
}

function isMoving(world: World, given: ReadonlySet<string>, task: TaskState | undefined): boolean {
  if (task === undefined || (task.stage !== 'running' && task.stage !== 'complete')) return false;
  if (parkingQuestion(world.ledger, task.id) !== null || given.has(`task=${task.id}`)) return false;
  if (wantsSeat(world, task)) return canServe(world, given, (worker) => mayResume(world, worker, task));
  const seat = seatOf(world, task.id);
  if (seat !== null) return !waitsForHuman(world, given, seat) && !hasStopped(world, task);
  return task.stage === 'running' || !isHeldBack(world, task);
}

/** A limit is reached, and nobody is at work on it any more. */
function hasStopped(world: World, task: TaskState): boolean {
  return isStopped(world, task) && wrapUpOf(world, task).step === 'done';
}

/** Everything passed, and only a human merges here; its checks wait for a human before they run; or others are merged before it. */
function isHeldBack(world: World, task: TaskState): boolean {
  if (world.ledger.lockedForge !== undefined) return true;
  if (waitsToMerge(world, task).length > 0 || isAskedAtForge(world, task)) return true;
  const { gate, attempt } = task;
  if (whyChecksWait(world, task.id) !== null && !isTested(world, task))
    return pullRequestOf(world, task)?.headSha === attempt?.judged;
  if (mayMerge(world, task) || gate?.verdict !== 'passed' || awaitsReview(world, task)) return false;
  return isTested(world, task);
}

/** As it would be merged now. */
function isTested({ ledger }: World, { gate, attempt }: TaskState): boolean {
  return gate !== null && gate.head === attempt?.judged && gate.tip === ledger.integration.tip;
}

const AT_FORGE: readonly QuestionTopic[] = ['pr-closed', 'pr-merged', 'pr-retargeted', 'checks-wait'];

/** What happened to its pull request at the forge needs an answer. */
function isAskedAtForge({ ledger }: World, { id }: TaskState): boolean {
  return [...ledger.questions.values()].some(({ task, topic }) => task === id && AT_FORGE.includes(topic));
}

function waitsForHuman(world: World, given: ReadonlySet<string>, seat: WorkerState): boolean {
  const { name, generation } = seat;
  if (given.has(`worker=${name}`)) return true;
  if (generation === null && whyNoSessions(world) !== null) return true;
  if (waitsForProgram(world, seat)) return true;
  return [...world.ledger.questions.values()].some(
    ({ worker, holds, topic }) =>
      worker === name && holds === 'worker' && (topic !== 'agent-asks' || !endsByItself(world, name)),
  );
}

function someoneCanBegin(world: World, given: ReadonlySet<string>): boolean {
  const { ready } = world.graph;
  if (ready.size === 0) return false;
  const names = new Set([...world.policy.workers.keys(), ...world.ledger.workers.keys()]);
  const first = [ready.open, ...[...names].map((name) => ready.own(name))].flatMap(
    (ids) => ids.find((id) => !isPassedOn(world, id)) ?? [],
  );
  const passed = [...world.ledger.active].filter((id) => isPassedOn(world, id) && canBegin(world, id));
  const open = [...first, ...passed].filter((id) => !given.has(`task=${id}`));
  return canServe(world, given, (worker) =>
    open.some((id) => moveTo(world, id) === worker || mayTake(world, worker, id)),
  );
}

/** A human gave it to a certain worker, or it crashed the agents of one. */
function isPassedOn(world: World, id: TaskId): boolean {
  return moveTo(world, id) !== null || (world.ledger.tasks.get(id)?.crashedOut ?? []).length > 0;
}

function moveTo({ ledger }: World, id: TaskId): WorkerName | null {
  return ledger.tasks.get(id)?.moveTo ?? null;
}

/** Whether a worker that is in service may take it. */
function canServe(world: World, given: ReadonlySet<string>, may: (worker: WorkerName) => boolean): boolean {
  if (isStopped(world, null)) return false;
  return [...world.ledger.workers.values()].some(
    (worker) =>
      world.policy.workers.has(worker.name) &&
      worker.quarantined === null &&
      !isPaused(world, worker) &&
      !waitsForHuman(world, given, worker) &&
      may(worker.name),
  );
}

function omnibusIsSettled(world: World, given: ReadonlySet<string>): boolean {
  if (world.ledger.lockedForge !== undefined) return true;
  if (needsDescribing(world) || tellsOldStatuses(world)) return given.has('describe-omnibus');
  if (!wantsMerge(world) || rewrittenBase(world) !== null) return true;
  if (omnibusHold(world)?.asks === true) return true;
  return given.has('merge-omnibus') || given.has('follow-base');
}
