import { rm } from 'node:fs/promises';
import { acceptanceInMemory } from '../../adapters/acceptance/in-memory.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { DemoRequest, DemoResult } from '../../surfaces/cli/io.ts';
import { scratchPlace } from './scratch-place.ts';
import { refusedBy } from '../refusal.ts';
import { runSupervisor } from '../supervise/run-supervisor.ts';
import type { Surroundings } from '../surroundings.ts';
import { endServer } from './end-server.ts';
import { fillScratch, makeScratch } from './scratch.ts';

/**
 * Runs the example project in a scratch folder until it is settled or a signal comes in. Sessions and their tmux server are gone
 * when it returns; so is the folder, unless it is to be kept or something went wrong.
 */
export async function demo(request: DemoRequest, around: Surroundings): Promise<DemoResult> {
  const scratch = await makeScratch();
  const result = await runIn(scratch, request, around);
  const isOver = around.signal.aborted || (result.ran && isFinished(result.snapshot));
  if (isOver && !request.keep) {
    await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    return result;
  }
  return result.ran
    ? { ...result, dir: scratch }
    : { ...result, says: `${result.says}\n  the project is in ${scratch}` };
}

async function runIn(
  scratch: string,
  { onSnapshot }: DemoRequest,
  around: Surroundings,
): Promise<DemoResult> {
  try {
    const place = await scratchPlace(await fillScratch(scratch, around.env), around);
    try {
      const request = {
        tasks: [],
        adopt: false,
        allowRed: [],
        // The example is Czar's own, and so is the word for it.
        agree: () => Promise.resolve('yes' as const),
        untilDone: true,
        log: 'none',
        onSnapshot,
      } as const;
      const result = await runSupervisor(place, request, acceptanceInMemory());
      if (result.state === 'ended') return { ran: true, snapshot: result.snapshot, dir: null };
      const says = result.state === 'held' ? `the scratch project is run by ${result.holder}` : result.says;
      return { ran: false, exit: result.state === 'refused' && result.exit === 2 ? 2 : 1, says };
    } finally {
      await endServer(place);
    }
  } catch (error) {
    const { exit, says } = refusedBy(error);
    return { ran: false, exit: exit === 2 ? 2 : 1, says };
  }
}

function isFinished(snapshot: Snapshot | null): boolean {
  if (snapshot === null || snapshot.integration.omnibusState !== 'merged') return false;
  const { total, merged } = snapshot.counts;
  return merged === total;
}
