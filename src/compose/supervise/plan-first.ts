import { readJournal } from '../../adapters/journal/journal.ts';
import { Fault } from '../../domain/fault.ts';
import { firstPlan } from '../../engine/first-plan.ts';
import type { Door } from '../../ports/door.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { PlanResult, StartRequest } from '../../surfaces/cli/project-door.ts';
import { openForWork } from '../human-files.ts';
import { openParts } from '../parts.ts';
import type { Place } from '../place.ts';
import { standingRefusals } from '../preflight/preflight.ts';
import { refusedBy, refusedFor } from '../refusal.ts';

/** The plan that a start would begin with. Nothing is journaled, and no door is held. */
export async function planFirst(place: Place, request: StartRequest): Promise<PlanResult> {
  try {
    const opened = await openForWork(place);
    const refusals = await standingRefusals(opened);
    if (refusals.length > 0) return refusedFor(refusals, 2);
    const parts = await openParts(opened, { journal: readOnly(place.journalDir), door: noDoor, log: silent });
    const first = await firstPlan(parts, request.tasks);
    return first.state === 'planned' ? first : { state: 'refused', exit: 4, says: first.says };
  } catch (error) {
    return refusedBy(error);
  }
}

/** The journal as it lies there: it takes no epoch, so a supervisor that runs is not disturbed. */
function readOnly(dir: string): Journal {
  return {
    open: () => readJournal(dir),
    append: () => Promise.reject(notNow('write the journal', dir)),
    compact: () => Promise.reject(notNow('write the journal', dir)),
    madeUp: () => Promise.reject(notNow('write the journal', dir)),
    bytesSinceImage: 0,
    close: () => Promise.resolve(),
  };
}

const noDoor: Door = {
  take: () => Promise.reject(notNow('take the door', 'the project')),
  serve: () => undefined,
  close: () => Promise.resolve(),
};

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

function notNow(what: string, on: string): Fault {
  return new Fault({ code: 'bug', what, on, because: 'a plan is only looked at' });
}
