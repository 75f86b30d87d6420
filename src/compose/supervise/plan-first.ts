import { readJournal } from '../../adapters/journal/journal.ts';
import { firstPlan } from '../../engine/first-plan.ts';
import type { Journal } from '../../ports/journal.ts';
import type { PlanResult, StartRequest } from '../../surfaces/cli/project-door.ts';
import { namesOf } from '../../decide/acceptance.ts';
import { asIfAccepted, standingOf } from '../acceptance/standing.ts';
import { openForWork } from '../human-files.ts';
import { openParts } from '../parts.ts';
import type { Place } from '../place.ts';
import { refuseForge } from '../preflight/forge.ts';
import { standingRefusals } from '../preflight/preflight.ts';
import { refusedBy, refusedFor } from '../refusal.ts';
import { noDoor, silent, unused } from '../unused-parts.ts';

/** The plan that a start would begin with. Nothing is journaled, and no door is held. */
export async function planFirst(place: Place, request: StartRequest): Promise<PlanResult> {
  try {
    const opened = await openForWork(place);
    const standing = await standingRefusals(opened);
    const { unaccepted } = await standingOf(opened);
    // To look whether a forge can be used, its token is asked for.
    const noForge = unaccepted === null ? await refuseForge(opened) : null;
    const refusals = noForge === null ? standing : [...standing, noForge];
    if (refusals.length > 0) return refusedFor(refusals, 2);
    if (unaccepted !== null)
      place.around.progress(`note: a start asks first whether these may run: ${namesOf(unaccepted)}`);
    const parts = await openParts(await asIfAccepted(opened), {
      journal: readOnly(place.journalDir),
      door: noDoor,
      log: silent,
    });
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
    append: () => Promise.reject(unused('write the journal')),
    compact: () => Promise.reject(unused('write the journal')),
    madeUp: () => Promise.reject(unused('write the journal')),
    bytesSinceImage: 0,
    close: () => Promise.resolve(),
  };
}
