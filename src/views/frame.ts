import type { Colours } from './paint.ts';
/** The page that a view is drawn on. `now` is epoch milliseconds. */
export interface Frame {
  readonly columns: number;
  readonly now: number;
  readonly color: Colours;
}

/** A page with times of day: `zoneMs` is local time minus UTC, milliseconds. */
export interface TimedFrame extends Frame {
  readonly zoneMs: number;
}

/** `alive`: answered just now; `dead`: nobody runs; `stale`: somebody holds the project and does not answer. */
export interface StatusFrame extends TimedFrame {
  readonly supervisor: 'alive' | 'dead' | 'starting' | 'stale';
  /** Age of the picture. */
  readonly staleMs: number;
}
