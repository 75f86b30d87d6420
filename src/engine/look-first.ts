import { whyProgramWaits } from '../decide/canary.ts';
import { leased } from '../decide/lease.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Action } from '../domain/plan.ts';
import { notNow } from './act/subject.ts';
import type { Core } from './core.ts';
import { observe } from './observe/observe.ts';

/** What gets in the way of a person who types in the session. */
const DISTURBS: ReadonlySet<Action['kind']> = new Set([
  'begin-attempt',
  'return-to-branch',
  'interrupt',
  'deliver',
  'settle-delivery',
  'answer-dialog',
]);

/** What types, and has to know what the agent said last. */
const TYPES: ReadonlySet<Action['kind']> = new Set([
  'deliver',
  'settle-delivery',
  'interrupt',
  'answer-dialog',
]);

/**
 * No notice of tmux tells that somebody types, and the notice of an event may be lost, so the last look may be older than their
 * keys, or than its turn: what would disturb them is preceded by another. Errors: Fault `not-now` when somebody types.
 */
export async function lookFirst(core: Core, action: Action): Promise<void> {
  if (action.kind === 'start-session') await lookAtProgram(core, action.worker);
  if (!DISTURBS.has(action.kind) || !('worker' in action)) return;
  if (TYPES.has(action.kind)) await observe(core, new Set(['inbox']));
  core.senses.terminal = await core.parts.terminal.view();
  const world = core.world();
  if (world.stopping === 'no' && leased(world, action.worker))
    throw notNow(action.kind, action.worker, 'you are typing in its session');
}

/** A program may have been updated since the last sweep. Errors: Fault `not-now` when it has to be tried first. */
async function lookAtProgram(core: Core, worker: WorkerName): Promise<void> {
  await observe(core, new Set(['programs']));
  const because = whyProgramWaits(core.world(), worker);
  if (because !== null) throw notNow('start a session', worker, because);
}
