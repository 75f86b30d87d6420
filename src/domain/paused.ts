import type { ByHand, Lease } from './lease.ts';

/** Whether a person keeps a worker from being typed to, restarted and judged. */
export interface WorkerPaused {
  readonly paused: boolean;
  /** Since when, by itself or with everything; epoch milliseconds. Older releases did not write it. */
  readonly pausedAt?: number | null;
  /** A person types in its session, and what they did there. Older releases did not write it. */
  readonly lease?: Lease | null;
  readonly byHand?: ByHand | null;
}
