import type { Action, Plan } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { leased } from './lease.ts';
import { whyNotByItself } from './own-choice.ts';

/** Actions of a plan that must not be taken, each with the reason: a second look at what the rules came up with. */
export function unsafeActions(world: World, plan: Plan): ReadonlyMap<Action, string> {
  const refused = new Map<Action, string>();
  const begun = new Set<string>();
  for (const action of plan.actions) {
    const because =
      typesUnseen(world, action) ??
      typesIntoLease(world, action) ??
      acceptsByItself(world, action) ??
      beginsTwice(begun, action);
    if (because !== null) refused.set(action, because);
  }
  return refused;
}

const TOUCHES_SESSION: readonly Action['kind'][] = [
  'try-program',
  'start-session',
  'end-session',
  'end-daemons',
  'interrupt',
  'deliver',
  'settle-delivery',
  'answer-dialog',
];

const TYPES: readonly Action['kind'][] = ['deliver', 'settle-delivery', 'answer-dialog', 'interrupt'];

function typesUnseen({ terminal }: World, action: Action): string | null {
  if (terminal.known || !TOUCHES_SESSION.includes(action.kind)) return null;
  return `nothing is done to sessions that cannot be seen: ${terminal.reason}`;
}

function typesIntoLease(world: World, action: Action): string | null {
  if (!TYPES.includes(action.kind) || !('worker' in action)) return null;
  return world.stopping === 'no' && leased(world, action.worker) ? 'a human is typing there' : null;
}

/** Without a human only a no is typed into a dialog, or the trust that the config gives. */
function acceptsByItself(world: World, action: Action): string | null {
  if (action.kind !== 'answer-dialog' || action.by === 'human') return null;
  const worker = world.ledger.workers.get(action.worker);
  return worker === undefined ? 'there is no such worker' : whyNotByItself(world, worker, action);
}

function beginsTwice(begun: Set<string>, action: Action): string | null {
  if (action.kind !== 'begin-attempt') return null;
  if (begun.has(action.task)) return `${action.task} is given to two workers at once`;
  begun.add(action.task);
  return null;
}
