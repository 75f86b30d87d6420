import type { Random } from './random.ts';

/** Thrown out of a turn that was interrupted. */
export class Stopped extends Error {}

/** What an agent can do during one turn beside its work. */
export interface Turn {
  readonly random: Random;
  /** Errors: `Stopped` when the turn was interrupted meanwhile. */
  sleep(ms: number): Promise<void>;
  /** Opens a dialog. Errors: `Stopped` when it is denied, or the turn interrupted. */
  may(what: string): Promise<void>;
  /** Its process ends. */
  crash(status: number): Promise<never>;
  /** The spinner goes on turning and nothing else happens, until it is ended. */
  freeze(): Promise<never>;
}
