import { setTimeout as wait } from 'node:timers/promises';
import type { Client, Watched } from '../../ports/client.ts';

const pollMs = 1_000;

/** The picture, asked for again and again. */
export async function* watchDoor(
  client: Pick<Client, 'ask' | 'lastSnapshot'>,
  signal: AbortSignal,
): AsyncGenerator<Watched> {
  while (!signal.aborted) {
    yield await seenBy(client);
    await pause(signal);
  }
}

async function seenBy(client: Pick<Client, 'ask' | 'lastSnapshot'>): Promise<Watched> {
  const response = await client.ask({ ask: 'snapshot' });
  if (response?.ok === true && response.snapshot !== undefined)
    return { snapshot: response.snapshot, supervisor: 'alive', at: Date.now() };
  const snapshot = await client.lastSnapshot();
  return { snapshot, supervisor: response === null ? 'dead' : 'stale', at: snapshot?.at ?? Date.now() };
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await wait(pollMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
