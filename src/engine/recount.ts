import { headOf } from '../decide/work-looks.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import { known, type Seen, unknown } from '../domain/seen.ts';
import type { Core } from './core.ts';
import { messageOf } from './retry.ts';
import { type Count, treesOf } from './tree-looks.ts';

const AT_ONCE = 4;

/**
 * Counts what is uncommitted in each worktree, whatever was known of it: until it is counted it is not known. Waits at most
 * `timeoutMs`; the rest is counted later. Never rejects.
 */
export async function recount(
  core: Core,
  recounted: Map<WorkerName, Count>,
  timeoutMs: number,
): Promise<void> {
  const { clock } = core.parts;
  const seats = treesOf(core.world()).map(({ seat }) => seat);
  const over = new AbortController();
  for (const seat of seats)
    recounted.set(seat.name, countOf(core, seat, unknown('it was not counted in time', clock.now())));
  const waiting = [...seats];
  const takeNext = async (): Promise<void> => {
    for (let seat = waiting.shift(); seat !== undefined; seat = waiting.shift())
      recounted.set(seat.name, await lookAt(core, seat));
  };
  const counted = Promise.all(Array.from({ length: AT_ONCE }, takeNext));
  await Promise.race([counted, clock.wait(timeoutMs, over.signal)]);
  over.abort('counted');
}

async function lookAt(core: Core, seat: WorkerState): Promise<Count> {
  const { clock, repository } = core.parts;
  const at = clock.now();
  if (seat.worktree === null) return countOf(core, seat, unknown('it has no worktree', at));
  try {
    return countOf(core, seat, known(await repository.worktrees.uncommitted(seat.worktree), at));
  } catch (error) {
    return countOf(core, seat, unknown(messageOf(error), at));
  }
}

function countOf(core: Core, { name }: WorkerState, uncommitted: Seen<number>): Count {
  const at = uncommitted.known ? uncommitted.at : uncommitted.since;
  return { at, head: headOf(core.world(), name), uncommitted };
}
