import { leased } from '../decide/lease.ts';
import type { Action } from '../domain/plan.ts';
import { notNow } from './act/subject.ts';
import type { Core } from './core.ts';

/** What gets in the way of a person who types in the session. */
const DISTURBS: ReadonlySet<Action['kind']> = new Set([
  'begin-attempt',
  'return-to-branch',
  'interrupt',
  'deliver',
  'settle-delivery',
  'answer-dialog',
]);

/**
 * No notice of tmux tells that somebody types, so the last look may be older than their keys: what would disturb them is preceded
 * by another. Errors: Fault `not-now` when somebody types.
 */
export async function lookFirst(core: Core, action: Action): Promise<void> {
  if (!DISTURBS.has(action.kind) || !('worker' in action)) return;
  core.senses.terminal = await core.parts.terminal.view();
  const world = core.world();
  if (world.stopping === 'no' && leased(world, action.worker))
    throw notNow(action.kind, action.worker, 'you are typing in its session');
}
