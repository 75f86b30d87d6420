import { openDoor } from '../../adapters/door/door.ts';
import { processStartTime } from '../../adapters/process/start-time.ts';
import type { Door } from '../../ports/door.ts';
import type { Held } from '../../surfaces/cli/project-door.ts';
import { doorPlace, type Place } from '../place.ts';

/** The door of a project, to be held by this process. */
export async function ownDoor(place: Place): Promise<Door> {
  const startTime = (await processStartTime(process.pid)) ?? 'unknown';
  return openDoor({ ...doorPlace(place), self: { pid: process.pid, startTime } });
}

/**
 * Takes the project for a start, and answers those who ask meanwhile: one who wants a stop ends it through `place.around.signal`.
 * Whoever takes it has to close the door.
 */
export async function takeForStart(
  place: Place,
): Promise<{ readonly door: Door; readonly place: Place } | Held> {
  const door = await ownDoor(place);
  const taken = await door.take();
  if (!taken.taken) return { state: 'held', holder: taken.holder };
  const over = new AbortController();
  serveWhileStarting(door, () => over.abort());
  const signal = AbortSignal.any([place.around.signal, over.signal]);
  return { door, place: { ...place, around: { ...place.around, signal } } };
}

/** Answers those who ask before the supervisor can; one who wants a stop gets it. */
function serveWhileStarting(door: Door, stop: () => void): void {
  door.serve(async (request) => {
    if (request.ask !== 'stop')
      return { ok: false, exit: 1, says: 'czar is still starting; try again in a moment' };
    stop();
    return { ok: true, says: 'it was still starting, and ends' };
  });
}
