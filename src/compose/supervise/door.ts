import { openDoor } from '../../adapters/door/door.ts';
import { processStartTime } from '../../adapters/process/start-time.ts';
import type { Door } from '../../ports/door.ts';
import { doorPlace, type Place } from '../place.ts';

/** The door of a project, to be held by this process. */
export async function ownDoor(place: Place): Promise<Door> {
  const startTime = (await processStartTime(process.pid)) ?? 'unknown';
  return openDoor({ ...doorPlace(place), self: { pid: process.pid, startTime } });
}

/** Answers those who ask before the supervisor can; one who wants a stop gets it. */
export function serveWhileStarting(door: Door, stop: () => void): void {
  door.serve(async (request) => {
    if (request.ask !== 'stop')
      return { ok: false, exit: 1, says: 'czar is still starting; try again in a moment' };
    stop();
    return { ok: true, says: 'it was still starting, and ends' };
  });
}
