import type { SpawnedProcess } from '../domain/ledger.ts';

/**
 * Ties a spawned process group to the journal: it waits at its start until `spawned` has resolved (pid and start time are
 * journaled), so that a successor can end it.
 */
export interface Tether {
  spawned(process: SpawnedProcess): Promise<void>;
}

/** What everything that changes the world is held by: its processes are journaled, and it ends when it is called off. */
export interface Leash {
  readonly tether: Tether;
  readonly signal: AbortSignal;
}
