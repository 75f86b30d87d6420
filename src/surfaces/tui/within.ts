import { setTimeout as wait } from 'node:timers/promises';

/** Null: it takes longer. */
export async function within<Found>(ms: number, found: Promise<Found>): Promise<Found | null> {
  const over = new AbortController();
  const late = wait(ms, null, { signal: over.signal }).catch(() => null);
  try {
    return await Promise.race([found, late]);
  } finally {
    over.abort();
  }
}
