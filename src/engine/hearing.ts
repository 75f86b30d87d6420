import type { ReceivedEvent } from '../domain/agent-event.ts';
import type { Clock } from '../ports/clock.ts';

/** How many events are kept for listeners that begin to listen a moment late. */
const KEPT = 500;

/** Lets effects wait for what agents say. Events are told once they are journaled. */
export interface Hearing {
  tell(events: readonly ReceivedEvent[]): void;
  /** The first matching event, also among those told since `since` (a value of `mark`); null after `timeoutMs` or an abort. */
  wait(
    matches: (event: ReceivedEvent) => boolean,
    options: { readonly since: number; readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<ReceivedEvent | null>;
  /** A moment to listen from. */
  mark(): number;
}

export function openHearing(clock: Clock): Hearing {
  let told = 0;
  const recent: { readonly at: number; readonly event: ReceivedEvent }[] = [];
  const listeners = new Set<(event: ReceivedEvent) => void>();
  return {
    tell(events) {
      for (const event of events) {
        told += 1;
        recent.push({ at: told, event });
        if (recent.length > KEPT) recent.shift();
        for (const listener of Array.from(listeners)) listener(event);
      }
    },
    mark: () => told,
    async wait(matches, { since, timeoutMs, signal }) {
      const already = recent.find(({ at, event }) => at > since && matches(event));
      if (already !== undefined) return already.event;
      const over = new AbortController();
      let found: ReceivedEvent | null = null;
      const listener = (event: ReceivedEvent): void => {
        if (found !== null || !matches(event)) return;
        found = event;
        over.abort();
      };
      listeners.add(listener);
      const stop = (): void => over.abort();
      signal.addEventListener('abort', stop, { once: true });
      await clock.wait(timeoutMs, over.signal);
      signal.removeEventListener('abort', stop);
      listeners.delete(listener);
      return found;
    },
  };
}
