import type { ReceivedEvent } from '../../domain/agent-event.ts';
import type { DeliveryId } from '../../domain/names.ts';
import { isSameText } from '../../domain/same-text.ts';
import type { Effect } from './effect.ts';
import type { Ended } from './ended.ts';
import type { Agent } from './subject.ts';

const ECHO_MS = 1_500;
const ECHO_MS_PER_100_KB = 1_000;

export function echoTimeMs(bytes: number): number {
  return ECHO_MS + (bytes / 100_000) * ECHO_MS_PER_100_KB;
}

/** The agent's event that it received the delivery, in whatever shape; null when none came. */
export function echo(
  effect: Effect,
  { who }: Agent,
  { id, timeoutMs }: { readonly id: DeliveryId; readonly timeoutMs: number },
): Promise<ReceivedEvent['event'] | null> {
  const mark = `[czar ${id}]`;
  const heard = effect.heard(
    { worker: who.worker, generation: who.number },
    {
      matches: ({ event, delivery, text }) =>
        event === 'prompt' && (delivery === id || (text ?? '').includes(mark)),
      timeoutMs,
    },
  );
  return heard.then((received) => received?.event ?? null);
}

/** What an agent's own word of the text that it got is worth. */
export function judge({ text }: ReceivedEvent['event'], sent: string): Ended {
  return isSameText(text ?? '', sent)
    ? { verdict: 'confirmed', because: 'its prompt event has the whole text' }
    : { verdict: 'unverified', because: 'it arrived altered' };
}
