import type { Fact, FactOf } from '../domain/facts.ts';
import type { Clock } from '../ports/clock.ts';

/** People who wait for their order to be carried out. */
export interface WaitingOrders {
  noted(facts: readonly Fact[]): void;
  /** Resolves with what `order.done` said, or null after `timeoutMs`. */
  done(id: string, timeoutMs: number): Promise<FactOf<'order.done'> | null>;
}

export function openWaitingOrders(clock: Clock): WaitingOrders {
  const waiting = new Map<string, (fact: FactOf<'order.done'>) => void>();
  return {
    noted: (facts) => {
      for (const fact of facts) {
        if (fact.type !== 'order.done') continue;
        waiting.get(fact.id)?.(fact);
        waiting.delete(fact.id);
      }
    },
    done: async (id, timeoutMs) => {
      const over = new AbortController();
      const told: FactOf<'order.done'>[] = [];
      waiting.set(id, (fact) => {
        told.push(fact);
        over.abort();
      });
      await clock.wait(timeoutMs, over.signal);
      waiting.delete(id);
      return told[0] ?? null;
    },
  };
}
