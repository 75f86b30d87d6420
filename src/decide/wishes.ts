import type { Fact } from '../domain/facts.ts';
import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import type { WishStatus } from '../domain/wish.ts';
import { questionName } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { whyNoStart } from './finished-work.ts';
import { canBegin, parkingQuestion, shownStatus, unsatisfied } from './readiness.ts';
import { syncedFact } from './synced.ts';

/** What becomes of one status that a human wrote. Without facts it was refused, or there is nothing to do. */
interface Verdict {
  readonly why: string;
  readonly facts: readonly Fact[];
}

/** Honours or refuses what a human changed in one entry (three-way: file, last synced value, ledger). */
export function editNotes(world: World, id: TaskId): readonly Note[] {
  const task = world.ledger.tasks.get(id);
  const wish = world.wish.tasks.get(id);
  if (task === undefined || wish === undefined) return [];
  const verdict =
    sameEntry(task, wish.status) ?? agreement(world, task, wish.status) ?? judge(world, task, wish.status);
  return [
    {
      rule: 'sync',
      why: `${id}: ${verdict.why}`,
      evidence: [{ source: 'file', at: world.now, says: `the queue says ${wish.status}` }],
      facts: [...verdict.facts, ...syncedFact(world, id)],
    },
  ];
}

function sameEntry(task: TaskState, status: WishStatus): Verdict | null {
  if (task.synced === null) return nothing('its entry is back in the queue');
  return task.synced.status === status
    ? nothing('a new assignee takes effect at the next attempt; priority and hold act by themselves')
    : null;
}

function agreement(world: World, task: TaskState, status: WishStatus): Verdict | null {
  const finished = task.stage === 'merged' && (status === 'complete' || status === 'merged');
  return finished || status === shownStatus(world, task.id)
    ? nothing(`it is ${status}, as the queue says`)
    : null;
}

function judge(world: World, task: TaskState, status: WishStatus): Verdict {
  const humanWins = status === 'pending' || status === 'cancelled';
  if (!humanWins && ledgerMoved(world, task)) {
    return refuse(status, `it was changed at the same time and is ${shownStatus(world, task.id)}`);
  }
  return WISHES[status](world, task);
}

/** Where nothing is written back, the file always lags: then only the human's change counts. */
function ledgerMoved(world: World, task: TaskState): boolean {
  if (!world.policy.writeBack || task.synced === null) return false;
  return kindOf(shownStatus(world, task.id)) !== kindOf(task.synced.status);
}

/** Statuses that follow from waiting or from working are one and the same to a three-way comparison. */
function kindOf(status: WishStatus): WishStatus {
  if (status === 'ready' || status === 'blocked') return 'pending';
  if (status === 'needs_human') return 'in_progress';
  return status === 'merged' ? 'complete' : status;
}

const WISHES: Readonly<Record<WishStatus, (world: World, task: TaskState) => Verdict>> = {
  pending: retry,
  cancelled: cancel,
  complete: finish,
  merged: finish,
  ready: makeReady,
  failed: giveUp,
  in_progress: () => refuse('in_progress', 'Czar hands tasks out itself; use czar assign'),
  blocked: () => refuse('blocked', 'only a lost dependency blocks; use "hold": true to keep it back'),
  needs_human: () => refuse('needs_human', 'only a question parks a task; use "hold": true to keep it back'),
};

/** Of a task that somebody wants begun again. */
export const MERGED_ALREADY = 'is merged already: add a follow-up task (czar add)';

function retry(world: World, task: TaskState): Verdict {
  if (task.stage === 'merged' && !task.beforeCzar) return refuse('pending', `it ${MERGED_ALREADY}`);
  if (task.stage === 'pending' && parkingQuestion(world.ledger, task.id) === null)
    return nothing('it is waiting for its turn already');
  return {
    why: `it was ${shownStatus(world, task.id)} and is set back to pending by hand`,
    facts: [{ type: 'task.retried', task: task.id, fresh: false }],
  };
}

function cancel(_world: World, task: TaskState): Verdict {
  if (task.stage === 'merged') return refuse('cancelled', 'it is merged already');
  return staged(task, 'cancelled');
}

function giveUp(_world: World, task: TaskState): Verdict {
  if (task.stage === 'merged' || task.stage === 'cancelled') return refuse('failed', `it is ${task.stage}`);
  return staged(task, 'failed');
}

function staged({ id }: TaskState, stage: 'cancelled' | 'failed'): Verdict {
  const because = `set to ${stage} by hand`;
  return { why: because, facts: [{ type: 'task.stage', task: id, stage, phase: null, because }] };
}

/** Work that exists goes to its pull request and the gates; what never had any was done by hand. */
function finish(_world: World, { id, stage, attempt }: TaskState): Verdict {
  if (stage === 'cancelled') return refuse('complete', 'it is cancelled; set it to pending first');
  if (stage === 'complete') return refuse('complete', 'Czar merges it itself when the checks pass');
  if (attempt !== null && attempt.commits > 0) {
    return {
      why: 'set to complete by hand: its commits go to the checks',
      facts: [{ type: 'task.judged', task: id, attempt: attempt.number, head: attempt.tip }],
    };
  }
  if (stage === 'running') return refuse('complete', 'it has no commits yet');
  const note = 'done by hand';
  return { why: note, facts: [{ type: 'task.merged', task: id, sha: null, head: null, note }] };
}

function makeReady(world: World, task: TaskState): Verdict {
  if (task.stage !== 'pending')
    return refuse('ready', `it is ${shownStatus(world, task.id)}; use pending to retry`);
  return refuse('ready', explainWaiting(world, task.id) ?? 'it waits for a worker');
}

/** Why a pending task cannot be begun, or null when it can or is past that. */
export function explainWaiting(world: World, id: TaskId): string | null {
  const wish = world.wish.tasks.get(id);
  const task = world.ledger.tasks.get(id);
  if (task?.stage !== 'pending' || canBegin(world, id)) return null;
  if (wish === undefined) return 'its entry is gone from the queue';
  if (wish.hold) return 'it is on hold ("hold": true)';
  const waitsFor = unsatisfied(world, id);
  if (waitsFor.length > 0) return `it waits for ${waitsFor.join(', ')}`;
  if (wish.textFile === null) return 'it has no text';
  const unfit = whyNoStart(world, task);
  if (unfit !== null) return unfit;
  const question = parkingQuestion(world.ledger, id);
  return question === null ? null : `it waits for your answer to ${questionName(question.id)}`;
}

function nothing(why: string): Verdict {
  return { why, facts: [] };
}

function refuse(status: WishStatus, because: string): Verdict {
  return { why: `"${status}" by hand is refused: ${because}`, facts: [] };
}
