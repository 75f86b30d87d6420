import type { Effect } from '../../src/engine/act/effect.ts';
import type { Inbox } from '../../src/ports/inbox.ts';
import { realClock } from './git-clock.ts';

/** Events stay in the inbox: what is heard is not used up. */
export async function heardIn(
  inbox: Inbox,
  _who: Parameters<Effect['heard']>[0],
  { matches, timeoutMs }: Parameters<Effect['heard']>[1],
): ReturnType<Effect['heard']> {
  const end = realClock.monotonicMs() + timeoutMs;
  while (realClock.monotonicMs() < end) {
    const found = (await inbox.read()).events.find(({ event }) => matches(event));
    if (found !== undefined) return found;
    await realClock.wait(20);
  }
  return null;
}
