import type { Request, Response } from '../domain/request.ts';

/** The held socket: who holds it is the supervisor, and requests come in through it. */
export interface Door {
  /** Takes the project, or says who has it. */
  take(): Promise<{ readonly taken: true } | { readonly taken: false; readonly holder: string }>;
  serve(answer: (request: Request) => Promise<Response>): void;
  close(): Promise<void>;
}
