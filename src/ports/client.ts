import type { Request, Response } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** How a surface talks to the supervisor. */
export interface Client {
  /** Null: nobody is running. */
  ask(request: Request): Promise<Response | null>;
  /** The last picture written; null when there never was one. */
  lastSnapshot(): Promise<Snapshot | null>;
  /**
   * The picture as it changes, until `signal` is aborted: at once what there is, then whatever is newer, at least once in 5 s.
   * Goes on by itself when the supervisor dies, hangs, or is another one. A reader that is slow misses pictures, and gets the newest.
   */
  watch(options: { readonly signal: AbortSignal }): AsyncIterable<Watched>;
}

export interface Watched {
  /** The same object as before while nothing in it changed, and so are its rows; null: there never was one. */
  readonly snapshot: Snapshot | null;
  /** `dead`: nobody runs, and the picture is the last one written. `stale`: somebody does, and does not say anything. */
  readonly supervisor: 'alive' | 'dead' | 'stale';
  /** Epoch milliseconds when this was last known to be how things are; what is shown is as old as that. */
  readonly at: number;
}
