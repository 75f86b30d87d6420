import type { DeliveryKind } from '../domain/delivery.ts';
import type { Attempt, TaskState, WorkerState, WorkItem } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { endedByService, failedTurn } from './api-errors.ts';
import { accountOf, isFirstAfterLimit, whyAccountWaits } from './accounts.ts';
import { wentOn } from './conversation.ts';
import { deliveryIdFor } from './delivery-id.ts';
import { activityOf, isPaused, quietAt } from './activity.ts';
import { whyHeld } from './holding.ts';
import { leased } from './lease.ts';
import { livePane } from './pane.ts';
import { parkingQuestion } from './readiness.ts';
import { earlier, type Rule } from './rule.ts';
import { needsFresh } from './sessions.ts';
import { isStopped, wrapUpOf } from './wrap-up.ts';

/** How long an idle agent may sit on an unfinished task before it is told how to finish. */
const UNFINISHED_MS = 3_000;

/** Says to every worker that listens what comes next: its task's text, what was found, what a human wants it to know. */
export const wording: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const actions: Action[] = [];
  const tried = new Set<string | null>();
  let wakeAt: number | null = null;
  for (const worker of world.ledger.workers.values()) {
    const words = wordsFor(world, worker);
    const listens = words !== null && whyNotListening(world, worker, words) === null;
    const account = listens && isFirstAfterLimit(world, worker.name) ? accountOf(world, worker.name) : null;
    if (listens && !tried.has(account)) actions.push(...say(world, worker, words));
    if (account !== null) tried.add(account);
    wakeAt = earlier(wakeAt, lookAgainAt(world, worker, words));
  }
  return { actions, wakeAt };
};

/** What a worker is told next, or why it is told nothing. */
export function explainWording(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return null;
  const words = wordsFor(world, worker);
  if (words === null) return null;
  const not = whyNotListening(world, worker, words);
  return not === null ? `it is told: ${words.as}` : `${words.as} waits: ${not}`;
}

/** Why this may not be typed to this worker now; null when it is ready, idle and has its hands free. */
function whyNotListening(world: World, worker: WorkerState, words: Words): string | null {
  if (isPaused(world, worker)) return 'it is paused';
  if (worker.generation === null || livePane(world, worker.name) === null) return 'it has no live session';
  if (worker.restartNotBefore !== null || needsFresh(world, worker))
    return 'its session is about to be replaced';
  if (leased(world, worker.name)) return 'you are typing in its session';
  const waits = whyAccountWaits(world, worker.name);
  if (waits !== null) return waits;
  return whyNotIdle(world, worker, words) ?? whyHeld(world, worker);
}

/** An agent that asks a question in its composer waits for nothing but the answer. */
function whyNotIdle(world: World, worker: WorkerState, { as }: Words): string | null {
  const { activity } = activityOf(world, worker.name);
  if (activity === 'asks' && worker.agent.lastEvent === 'question' && as === 'answer') return null;
  if (activity !== 'idle' && activity !== 'in-review') return `its agent is not idle (${activity})`;
  return isReady(world, worker) ? null : 'its agent is not ready yet';
}

/** When an unfinished task counts as left, or a pane that still prints as quiet. */
function lookAgainAt(world: World, worker: WorkerState, words: Words | null): number | null {
  const unfinished = unfinishedAt(world, worker);
  const left = unfinished !== null && unfinished > world.now ? unfinished : null;
  return words === null ? left : earlier(left, quietAt(world, worker.name));
}

/** Kinds without events, and agents that never said a word, are ready when they are quiet. */
function isReady(world: World, { agent, generation }: WorkerState): boolean {
  const kind = world.kinds.get(generation?.kind ?? '');
  return agent.ready || agent.lastEvent === null || kind?.proves === 'nothing';
}

interface Words {
  readonly as: DeliveryKind;
  readonly item: string | null;
  readonly why: string;
  readonly task: TaskState | null;
}

function say(world: World, worker: WorkerState, words: Words): readonly Action[] {
  if (worker.generation === null) return [];
  const what = {
    worker: worker.name,
    generation: worker.generation.number,
    task: words.task?.id ?? null,
    attempt: words.task?.attempt?.number ?? null,
    as: words.as,
    item: words.item,
  };
  return [
    {
      kind: 'deliver',
      lane: `keys:${worker.name}`,
      rule: 'delivery',
      why: words.why,
      evidence: [{ source: 'event', at: worker.agent.since, says: 'the agent is idle' }],
      ...what,
      delivery: deliveryIdFor(world, what),
    },
  ];
}

function wordsFor(world: World, worker: WorkerState): Words | null {
  const seated = seatedTask(world, worker);
  return isStopped(world, seated?.task ?? null) ? stopWords(world, seated) : nextWords(world, worker, seated);
}

function nextWords(world: World, worker: WorkerState, seated: Seated | null): Words | null {
  const told =
    seated === null
      ? null
      : (answerWords(worker, seated) ?? taskWords(world, worker, seated) ?? itemWords(seated));
  if (told !== null) return told;
  const [message] = worker.inbox;
  if (message !== undefined) {
    return {
      as: message.kind === 'answer' ? 'answer' : 'notice',
      item: message.id,
      why: `a human has a message for ${worker.name}`,
      task: null,
    };
  }
  return seated === null ? null : (goOn(world, worker, seated) ?? unfinished(world, worker, seated));
}

/** A limit is reached: nothing else is said. */
function stopWords(world: World, seated: Seated | null): Words | null {
  if (seated === null || wrapUpOf(world, seated.task).step !== 'tell') return null;
  const { task } = seated;
  return { as: 'wrap-up', item: null, why: `${task.id} has reached a limit`, task };
}

/** What cut its turn short is over, and no human was there before. */
function goOn(world: World, worker: WorkerState, seated: Seated): Words | null {
  if (!isUnderWay(worker, seated) || parkingQuestion(world.ledger, seated.task.id) !== null) return null;
  const failed = failedTurn(world, worker);
  const isTime = failed === null ? worker.agent.activity === 'limited' : isBy(failed.goOnAt, world.now);
  if (!isTime) return null;
  return { as: 'go-on', item: null, why: `${worker.name} goes on with ${seated.task.id}`, task: seated.task };
}

function isBy(at: number | null, now: number): boolean {
  return at !== null && at <= now;
}

/** It stopped because of a usage limit or an error, not because it thought that it was done. */
function isCutShort({ agent }: WorkerState): boolean {
  return agent.activity === 'limited' || endedByService(agent.turn);
}

function seatedTask(world: World, worker: WorkerState): Seated | null {
  const task = worker.task === null ? undefined : world.ledger.tasks.get(worker.task);
  return task === undefined || task.attempt === null ? null : { task, attempt: task.attempt };
}

interface Seated {
  readonly task: TaskState;
  readonly attempt: Attempt;
}

/** An agent that waits for an answer takes nothing else. */
function answerWords({ agent }: WorkerState, { task }: Seated): Words | null {
  const item = agent.activity === 'asks' ? task.items.find(({ kind }) => kind === 'answer') : undefined;
  return item === undefined ? null : ofItem(task, item);
}

/** The full text, once per generation. Rework and answers carry it themselves for a session that never had it. */
function taskWords(world: World, worker: WorkerState, { task, attempt }: Seated): Words | null {
  const knows = attempt.worker === worker.name && attempt.openedIn.includes(worker.generation?.number ?? 0);
  if (knows) return null;
  const carrier = task.items.find(({ kind }) => kind === 'rework' || kind === 'answer');
  if (carrier !== undefined) return ofItem(task, carrier);
  if (task.stage !== 'running') return null;
  if (attempt.openedIn.length === 0 && attempt.commits === 0) {
    return { as: 'opening', item: null, why: `${worker.name} begins ${task.id}`, task };
  }
  return {
    as: resumes(world, worker, attempt) ? 'resume' : 'continuation',
    item: null,
    why: `${worker.name} goes on with ${task.id} in a new session`,
    task,
  };
}

/** A short line is enough for an agent that kept its conversation, and provably had the text in it. */
function resumes(world: World, worker: WorkerState, { openedIn, roundBeganAt }: Attempt): boolean {
  return roundBeganAt !== null && wentOn(world, worker, openedIn);
}

function itemWords({ task }: Seated): Words | null {
  const [item] = task.items;
  return item === undefined ? null : ofItem(task, item);
}

function ofItem(task: TaskState, { id, kind, from }: WorkItem): Words {
  return { as: kind, item: id, why: `${task.id}: ${kind} from ${from}`, task };
}

/** Stopped without a marker: where its commits went astray it is told how to bring them home, else how to finish. Once a round. */
function unfinished(world: World, worker: WorkerState, seated: Seated): Words | null {
  const at = unfinishedAt(world, worker);
  if (at === null || at > world.now || parkingQuestion(world.ledger, seated.task.id) !== null) return null;
  const astray = world.astray.get(worker.name);
  const as = astray === undefined ? 'marker' : 'branch';
  if (wasTold(seated.attempt, as)) return null;
  const why =
    astray === undefined
      ? 'stopped without saying that it is done'
      : `committed on ${astray.branch ?? 'no branch'}`;
  return { as, item: null, why: `${worker.name} ${why}`, task: seated.task };
}

export function wasTold({ messages, roundBeganAt }: Attempt, as: DeliveryKind): boolean {
  const lastAt = messages[as]?.lastAt ?? null;
  return lastAt !== null && roundBeganAt !== null && lastAt >= roundBeganAt;
}

/** When an idle worker with an unfinished task counts as having stopped; null while it does not apply. Epoch milliseconds. */
export function unfinishedAt(world: World, worker: WorkerState): number | null {
  const seated = seatedTask(world, worker);
  if (seated === null || !isUnderWay(worker, seated) || isCutShort(worker)) return null;
  if (world.unread.has(seated.task.id)) return null;
  const { activity, since } = activityOf(world, worker.name);
  return activity === 'idle' ? Math.max(since, worker.idleSince ?? since) + UNFINISHED_MS : null;
}

/** Begun, known in this session, and no commit said how it ended. */
function isUnderWay({ generation }: WorkerState, { task, attempt }: Seated): boolean {
  return (
    task.stage === 'running' &&
    attempt.roundBeganAt !== null &&
    attempt.marker === null &&
    attempt.openedIn.includes(generation?.number ?? 0)
  );
}
