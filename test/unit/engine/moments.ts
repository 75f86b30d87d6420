import { beginLife } from '../../sim/life.ts';
import { simulatedClock } from '../../sim/ports/clock.ts';
import { seeded } from '../../sim/random.ts';
import { openScheduler, type Scheduler } from '../../sim/scheduler.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { NOON } from '../../support/ledger-parts.ts';

/** A clock that goes from one due moment to the next when it is told to. */
export function aClock(): { readonly clock: Clock; readonly scheduler: Scheduler } {
  const random = seeded('moments');
  const scheduler = openScheduler(random, NOON);
  return { scheduler, clock: simulatedClock(scheduler, beginLife(scheduler, random), random) };
}
