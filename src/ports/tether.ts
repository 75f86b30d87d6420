import type { SpawnedProcess } from '../domain/ledger.ts';

/**
 * Ties a spawned process group to the journal: it waits at its start until `spawned` has resolved (pid and start time are
 * journaled), so that a successor can end it. Handed to every long effect.
 */
export interface Tether {
  spawned(process: SpawnedProcess): Promise<void>;
}
