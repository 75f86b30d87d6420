import type { Request, Response } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** How a surface talks to the supervisor. */
export interface Client {
  /** Null: nobody is running. */
  ask(request: Request): Promise<Response | null>;
  /** The last picture written; null when there never was one. */
  lastSnapshot(): Promise<Snapshot | null>;
}
