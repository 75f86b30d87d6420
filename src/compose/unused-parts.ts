import { Fault } from '../domain/fault.ts';
import type { Door } from '../ports/door.ts';
import type { Log } from '../ports/log.ts';

/** For whoever uses the engine without supervising: there is no door to come in by, and nothing is logged. */
export const noDoor: Door = {
  take: () => Promise.reject(unused('take the door')),
  serve: () => undefined,
  close: () => Promise.resolve(),
};

export const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function unused(what: string): Fault {
  return new Fault({ code: 'bug', what, on: 'the project', because: 'nobody supervises it here' });
}
