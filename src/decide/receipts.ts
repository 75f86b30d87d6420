import type { Receipt } from '../domain/delivery.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { questionNotes } from './questions.ts';
import { earlier, type Rule } from './rule.ts';

/** Finds out what became of texts whose fate is open: looked up after a crash, confirmed by an effect, or asked about. */
export const receipts: Rule = (world) => {
  const notes: Note[] = [];
  const actions: Action[] = [];
  let wakeAt: number | null = null;
  for (const receipt of world.ledger.receipts.values()) {
    if (receipt.verdict === 'open') actions.push(...settle(world, receipt));
    if (receipt.verdict !== 'unverified') continue;
    notes.push(...(byEffect(world, receipt) ?? asked(world, receipt)));
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
  if (underWay || world.ledger.workers.get(receipt.worker)?.generation?.number !== receipt.generation)
    return [];
  return [
    {
      kind: 'settle-delivery',
      lane: `keys:${receipt.worker}`,
      rule: 'receipts',
      why: `nobody knows yet whether ${receipt.id} reached ${receipt.worker}`,
      evidence: [{ source: 'ledger', at: receipt.at, says: 'begun, without an outcome' }],
      worker: receipt.worker,
      generation: receipt.generation,
      delivery: receipt.id,
    },
  ];
}

/** A later commit or event of that session shows that the text arrived. */
function byEffect(world: World, receipt: Receipt): readonly Note[] | null {
  const worker = world.ledger.workers.get(receipt.worker);
  const attempt = receipt.task === null ? null : (world.ledger.tasks.get(receipt.task)?.attempt ?? null);
  const committed = attempt?.number === receipt.attempt && (attempt?.lastCommitAt ?? 0) > receipt.at;
  const heard = worker?.agent.activity === 'busy' && (worker.agent.lastEventAt ?? 0) > receipt.at;
  if (!committed && !heard) return null;
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
