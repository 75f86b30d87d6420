import { endWords } from '../domain/crash.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { isPaused } from './activity.ts';
import type { Rule } from './rule.ts';
import { whyNoSessions } from './server-deaths.ts';

/**
 * Ends what an agent that ended by itself has left running, once no life of it is planned. Where one is, its start does so, and
 * whoever ends all sessions ends this too.
 */
export const leftDaemons: Rule = (world) => {
  if (world.stopping !== 'no' || !world.terminal.known) return {};
  return { actions: [...world.ledger.workers.values()].flatMap((worker) => ending(world, worker)) };
};

/** Why what a worker's last agent left running is ended, or null. */
export function explainLeftDaemons(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  const because = worker === undefined ? null : whyNoLife(world, worker);
  return because === null ? null : `what its last agent left running is ended: ${because}`;
}

function ending(world: World, worker: WorkerState): readonly Action[] {
  const because = whyNoLife(world, worker);
  if (because === null || worker.lastEnd === null) return [];
  return [
    {
      kind: 'end-daemons',
      lane: `keys:${worker.name}`,
      rule: 'left-daemons',
      why: `what the last agent of ${worker.name} left running is ended: ${because}`,
      evidence: [{ source: 'tmux', at: worker.lastEnd.at, says: endWords(worker.lastEnd) }],
      worker: worker.name,
      generation: worker.lastEnd.number,
    },
  ];
}

/** Null: there is one or will be, or all was ended. */
function whyNoLife(world: World, worker: WorkerState): string | null {
  const { generation, lastEnd, quarantined } = worker;
  if (generation !== null || lastEnd === null || lastEnd.how === 'ended-by-czar') return null;
  if (lastEnd.daemonsEnded === true || isPaused(world, worker)) return null;
  if (quarantined !== null) return 'it is quarantined';
  if (!world.policy.workers.has(worker.name)) return 'it is not in the config any more';
  return whyNoSessions(world);
}
