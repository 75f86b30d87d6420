import type { Request, Response, WatchRequest } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** The held socket: who holds it is the supervisor, and requests come in through it. */
export interface Door {
  /** Takes the project, or says who has it. */
  take(): Promise<{ readonly taken: true } | { readonly taken: false; readonly holder: string }>;
  /** Without `watch` nobody can watch yet. */
  serve(answer: (request: Request) => Promise<Response>, watch?: Watch): void;
  close(): Promise<void>;
}

/** Calls `show` at once, and whenever there is a newer picture, until the function that it returns is called. */
export type Watch = (request: WatchRequest, show: (snapshot: Snapshot) => void) => () => void;
