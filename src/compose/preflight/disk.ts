import { openClock } from '../../adapters/clock/clock.ts';
import { openMachine } from '../../adapters/machine/machine.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Refusal } from '../refusal.ts';

/** A disk below the limit stops every agent: said at once, instead of by a project that never begins. */
export async function refuseDisk({ limits }: Pick<Policy, 'limits'>, root: string): Promise<Refusal | null> {
  const seen = await (await openMachine(openClock())).view(root);
  if (!seen.known || seen.value.freeDiskBytes >= limits.minFreeDiskBytes) return null;
  const because = `${inGigabytes(seen.value.freeDiskBytes)} of the disk are free, the limit is ${inGigabytes(limits.minFreeDiskBytes)}`;
  const help = 'free some space, or set "limits.minFreeDisk" in czar.config.json';
  return { what: 'start', on: root, because, help };
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
