import type { AgentEventName } from '../domain/agent-event.ts';
import type { Receipt } from '../domain/delivery.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { activityOf, isPaused } from './activity.ts';
import { leased } from './lease.ts';
import { livePane } from './pane.ts';
import { questionNotes } from './questions.ts';
import { earlier, type Rule } from './rule.ts';

/** Finds out what became of texts whose fate is open: looked up after a crash, confirmed by an effect, or asked about. */
export const receipts: Rule = (world) => {
  const notes: Note[] = [];
  const actions: Action[] = [];
  let wakeAt: number | null = null;
  for (const receipt of world.ledger.receipts.values()) {
    if (receipt.verdict === 'open') {
      const at = heldUntil(world, receipt);
      if (at <= world.now) actions.push(...settle(world, receipt));
      else if (at < Number.POSITIVE_INFINITY) wakeAt = earlier(wakeAt, at);
    }
    if (receipt.verdict !== 'unverified') continue;
    notes.push(...(overtaken(world, receipt) ?? byEffect(world, receipt) ?? asked(world, receipt)));
    const askAt = (receipt.verdictAt ?? receipt.at) + world.policy.health.unverifiedMs;
    if (askAt > world.now) wakeAt = earlier(wakeAt, askAt);
  }
  return { notes, actions, wakeAt };
};

/** Nobody is delivering it any more: its sender died. */
function settle(world: World, receipt: Receipt): readonly Action[] {
  const underWay = [...world.ledger.open.values()].some(
    ({ action }) =>
      (action.kind === 'deliver' || action.kind === 'settle-delivery') && action.delivery === receipt.id,
  );
  if (underWay || !maySettle(world, receipt)) return [];
  return [
    {
      kind: 'settle-delivery',
      lane: `keys:${receipt.worker}`,
      rule: 'receipts',
      why: `nobody knows yet whether ${receipt.id} reached ${receipt.worker}`,
      evidence: [
        {
          source: 'ledger',
          at: receipt.held?.at ?? receipt.at,
          says: receipt.held?.because ?? 'begun, without an outcome',
        },
      ],
      worker: receipt.worker,
      generation: receipt.generation,
      delivery: receipt.id,
    },
  ];
}

/** Between two looks at a text that stands behind something. */
const HELD_MS = 10_000;

/**
 * Epoch milliseconds until which a text waits behind a dialog, or behind a turn that has told of itself since; that these are over is
 * told by itself.
 */
function heldUntil(world: World, { held, worker: name }: Receipt): number {
  const worker = world.ledger.workers.get(name);
  if (held === undefined || worker === undefined) return world.now;
  const { activity } = activityOf(world, name);
  const isSeenGone = (worker.agent.seenAt ?? 0) > held.at;
  const toldSince = (worker.agent.lastEventAt ?? 0) > held.at;
  if (activity === 'asks' || (activity === 'working' && toldSince)) return Number.POSITIVE_INFINITY;
  return isSeenGone || toldSince ? world.now : held.at + HELD_MS;
}

/** It may come to one more Enter, so it is only done where typing is. */
function maySettle(world: World, { worker: name, generation }: Receipt): boolean {
  const worker = world.ledger.workers.get(name);
  if (world.stopping !== 'no' || worker?.generation?.number !== generation) return false;
  return livePane(world, name) !== null && !isPaused(world, worker) && !leased(world, name);
}

/** What was told is about an attempt that is over: nobody needs to know, and its worker waits for nothing. */
function overtaken(world: World, receipt: Receipt): readonly Note[] | null {
  const because = whyOver(world, receipt);
  if (because === null) return null;
  const { id, worker } = receipt;
  return [
    {
      rule: 'receipts',
      why: `whether ${worker} got ${id} matters no more: ${because}`,
      evidence: [{ source: 'ledger', at: world.now, says: because }],
      facts: [{ type: 'delivery.ended', id, verdict: 'confirmed', because }],
    },
  ];
}

/** A later commit or event of that session shows that the text arrived. */
function byEffect(world: World, receipt: Receipt): readonly Note[] | null {
  const committed = committedSince(world, receipt);
  if (!committed && !beganTurnSince(world.ledger.workers.get(receipt.worker), receipt.at)) return null;
  const because = committed ? 'it committed since' : 'it began a turn since';
  return [
    {
      rule: 'receipts',
      why: `${receipt.worker} got ${receipt.id}: ${because}`,
      evidence: [{ source: committed ? 'git' : 'event', at: world.now, says: because }],
      facts: [{ type: 'delivery.ended', id: receipt.id, verdict: 'confirmed', because }],
    },
  ];
}

function committedSince(world: World, { task, attempt: number, at }: Receipt): boolean {
  const attempt = task === null ? null : (world.ledger.tasks.get(task)?.attempt ?? null);
  return attempt !== null && attempt.number === number && (attempt.lastCommitAt ?? 0) > at;
}

const TURN: ReadonlySet<AgentEventName | null> = new Set([
  'prompt',
  'busy',
  'permission',
  'question',
  'limit',
]);

/** At work or asking since then, or idle anew; one that has only become ready was not idle before, and has done nothing. */
function beganTurnSince(worker: WorkerState | undefined, at: number): boolean {
  if (worker === undefined) return false;
  const { lastEvent, lastEventAt } = worker.agent;
  if (TURN.has(lastEvent) && (lastEventAt ?? 0) > at) return true;
  return lastEvent !== 'ready' && lastEvent !== null && (worker.idleSince ?? 0) > at;
}

function asked(world: World, receipt: Receipt): readonly Note[] {
  const since = receipt.verdictAt ?? receipt.at;
  if (world.now - since < world.policy.health.unverifiedMs) return [];
  return questionNotes(world, 'receipts', {
    topic: 'unverified-delivery',
    task: receipt.task,
    worker: receipt.worker,
    about: receipt.id,
    detail: `${receipt.kind} ${receipt.id}: ${receipt.because ?? 'no evidence'}`,
    evidence: [{ source: 'ledger', at: since, says: 'no event, no commit and no change since' }],
  });
}

/** Null: the attempt that a text is about is under way, or it is about none. */
export function whyOver({ ledger }: World, { task, attempt }: Receipt): string | null {
  if (task === null) return null;
  const state = ledger.tasks.get(task);
  const isOn = state?.stage === 'running' || state?.stage === 'complete';
  return isOn && state.attempt?.number === attempt ? null : `attempt ${attempt ?? 'none'} of ${task} is over`;
}
