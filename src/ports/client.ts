import type { Request, Response } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** How a surface talks to the supervisor. */
export interface Client {
  /** Null: nobody is running. */
  ask(request: Request): Promise<Response | null>;
  /** The last picture written; null when there never was one. */
  lastSnapshot(): Promise<Snapshot | null>;
  /**
   * The picture as it changes, until `signal` is aborted: at once what there is, then what is newer, and every few seconds that it
   * still is so. Goes on by itself when the supervisor dies, hangs, or is replaced. A reader that is slow misses pictures, and gets the
   * newest. Errors: Fault `file-unreadable`.
   */
  watch(options: WatchOptions): AsyncIterable<Watched>;
}

export interface WatchOptions {
  readonly signal: AbortSignal;
  /** Only the tasks that `status` shows. */
  readonly few?: true;
}

export interface Watched {
  /** The same object as before while nothing in it changed, and so are its lists and rows; null: there never was one. */
  readonly snapshot: Snapshot | null;
  /** `dead`: nobody runs, and this is the last picture. `starting`: somebody does soon. `stale`: somebody does, and does not say anything. */
  readonly supervisor: 'alive' | 'dead' | 'starting' | 'stale';
  /** Epoch milliseconds when this was last known to be how things are: what is shown is as old as that. 0: never. */
  readonly at: number;
}
