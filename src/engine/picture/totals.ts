import type { Ledger } from '../../domain/ledger.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { World } from '../../domain/world.ts';
import { projectSpentRow } from './spent-row.ts';

/** What the whole run took so far, in milliseconds, and how often workers were restarted. */
export function totalsOf(
  world: World,
): Pick<Snapshot, 'spent' | 'requests' | 'hooks' | 'restarts' | 'wallMs' | 'serialMs'> {
  const { ledger, now } = world;
  let serialMs = 0;
  for (const { workMs, gateMs } of ledger.tasks.values()) serialMs += workMs + gateMs;
  let restarts = 0;
  for (const worker of ledger.workers.values()) restarts += worker.restarts;
  const spent = projectSpentRow(world);
  const requests = ledger.forge?.budget ?? null;
  return {
    ...(spent === null ? {} : { spent }),
    ...(requests === null ? {} : { requests }),
    ...(world.hooks === undefined ? {} : { hooks: world.hooks }),
    restarts,
    serialMs,
    wallMs: wallMs(ledger, now),
  };
}

/** From the first session on: to the merged omnibus, or to now. */
function wallMs({ startedAt, integration }: Ledger, now: number): number | null {
  if (startedAt === null) return null;
  return Math.max(0, (integration.omnibus?.merged?.at ?? now) - startedAt);
}
