import type { DeliveryKind, Receipt } from '../domain/delivery.ts';
import type { Attempt, TaskState, WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { deliveryIdFor } from './delivery-id.ts';
import { activityOf, isPaused } from './health.ts';
import { leased } from './lease.ts';
import { livePane } from './pane.ts';
import { parkingQuestion } from './readiness.ts';
import type { Rule } from './rule.ts';
import { needsFresh } from './sessions.ts';

/** How long an idle agent may sit on an unfinished task before it is told how to finish. */
const UNFINISHED_MS = 3_000;

/** Says to every worker that listens what comes next: its task's text, what was found, what a human wants it to know. */
export const wording: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const workers = [...world.ledger.workers.values()];
  const wakes = workers.flatMap((worker) => unfinishedAt(world, worker) ?? []).filter((at) => at > world.now);
  return {
    actions: workers.flatMap((worker) =>
      whyNotListening(world, worker) === null ? next(world, worker) : [],
    ),
    wakeAt: wakes.length === 0 ? null : Math.min(...wakes),
  };
};

/** What a worker is told next, or why it is told nothing. */
export function explainWording(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) return null;
  const words = wordsFor(world, worker);
  if (words === null) return null;
  const not = whyNotListening(world, worker);
  return not === null ? `it is told: ${words.as}` : `${words.as} waits: ${not}`;
}

/** Why nothing may be typed to this worker now; null when it is ready, idle and has its hands free. */
export function whyNotListening(world: World, worker: WorkerState): string | null {
  if (isPaused(world, worker)) return 'it is paused';
  if (worker.generation === null || livePane(world, worker.name) === null) return 'it has no live session';
  if (worker.restartNotBefore !== null || needsFresh(world, worker))
    return 'its session is about to be replaced';
  if (leased(world, worker.name)) return 'you are typing in its session';
  const { activity } = activityOf(world, worker.name);
  if (activity !== 'idle' && activity !== 'in-review') return `its agent is not idle (${activity})`;
  if (!isReady(world, worker)) return 'its agent is not ready yet';
  const open = openReceipt(world, worker);
  if (open !== null) return `the last text (${open.id}) is not settled yet`;
  return heldBy(world, worker.name);
}

/** Kinds without events are ready when they are quiet. */
function isReady(world: World, { agent, generation }: WorkerState): boolean {
  const kind = world.kinds.get(generation?.kind ?? '');
  return agent.ready || kind?.proves === 'nothing';
}

/** A text that is on its way, or of which nobody knows whether it arrived. */
export function openReceipt(world: World, worker: WorkerState): Receipt | null {
  for (const receipt of world.ledger.receipts.values()) {
    if (receipt.worker !== worker.name || receipt.generation !== worker.generation?.number) continue;
    if (receipt.verdict === 'open' || receipt.verdict === 'unverified') return receipt;
  }
  return null;
}

function heldBy(world: World, worker: WorkerName): string | null {
  for (const question of world.ledger.questions.values()) {
    if (question.worker === worker && question.holds === 'worker')
      return `${question.id} waits for your answer`;
  }
  return null;
}

interface Words {
  readonly as: DeliveryKind;
  readonly item: string | null;
  readonly why: string;
  readonly task: TaskState | null;
}

function next(world: World, worker: WorkerState): readonly Action[] {
  const words = wordsFor(world, worker);
  if (words === null || worker.generation === null) return [];
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
  const task = worker.task === null ? undefined : world.ledger.tasks.get(worker.task);
  const seated = task === undefined || task.attempt === null ? null : { task, attempt: task.attempt };
  const told = seated === null ? null : (taskWords(world, worker, seated) ?? itemWords(seated.task));
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
  return seated === null ? null : unfinished(world, worker, seated);
}

interface Seated {
  readonly task: TaskState;
  readonly attempt: Attempt;
}

/** The full text, once per generation. Rework and answers carry it themselves for a session that never had it. */
function taskWords(world: World, worker: WorkerState, { task, attempt }: Seated): Words | null {
  const current = worker.generation?.number ?? 0;
  if (attempt.openedIn.includes(current) || task.stage !== 'running' || hasOwnText(task)) return null;
  if (attempt.openedIn.length === 0 && attempt.commits === 0) {
    return { as: 'opening', item: null, why: `${worker.name} begins ${task.id}`, task };
  }
  const resumes = world.kinds.get(worker.generation?.kind ?? '')?.resumes ?? false;
  const kept = resumes && attempt.openedIn.length > 0 && attempt.worker === worker.name;
  return {
    as: kept ? 'resume' : 'continuation',
    item: null,
    why: `${worker.name} goes on with ${task.id} in a new session`,
    task,
  };
}

function hasOwnText(task: TaskState): boolean {
  return task.items.some(({ kind }) => kind === 'rework' || kind === 'answer');
}

function itemWords(task: TaskState): Words | null {
  const [item] = task.items;
  if (item === undefined) return null;
  return { as: item.kind, item: item.id, why: `${task.id}: ${item.kind} from ${item.from}`, task };
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
  const task = worker.task === null ? undefined : world.ledger.tasks.get(worker.task);
  const attempt = task?.attempt ?? null;
  if (
    task?.stage !== 'running' ||
    attempt === null ||
    attempt.roundBeganAt === null ||
    attempt.marker !== null
  )
    return null;
  if (!attempt.openedIn.includes(worker.generation?.number ?? 0)) return null;
  const { activity, since } = activityOf(world, worker.name);
  return activity === 'idle' ? Math.max(since, worker.idleSince ?? since) + UNFINISHED_MS : null;
}
