/** What is known some time after an Enter of which no event came, while the composer provably still holds the text. Times in milliseconds. */
export interface AfterEnter {
  /** Whether what was typed waits to be read by the agent; null: that cannot be told here. */
  readonly unread: boolean | null;
  /** Since the Enter, and since it was seen to be read; where that cannot be told, the same. */
  readonly waitedMs: number;
  readonly readMs: number;
  /** How long the agent took to show the text that was pasted. */
  readonly paceMs: number;
  /** Whether Enter at its empty composer is known to do nothing. */
  readonly isHarmless: boolean;
}

/** An agent that takes long to show a text takes long to take an Enter. */
const PACES = 4;
const LONGEST_REST_MS = 20_000;
/** Of an agent that reads nothing for so long nobody knows when it will. */
const READS_WITHIN_MS = 45_000;

/**
 * What becomes of a text whose Enter seems to be lost. `press` it again only once it was read and had time to work: one that waits
 * unread works when the agent reads it, and a second one behind it goes to whatever is open by then: it would accept a dialog.
 * Where nobody can tell whether it was read, only where a second one does nothing. `stop`: what the agent will do is not known.
 */
export function enterAgain(after: AfterEnter): 'press' | 'wait' | 'stop' {
  const { unread, waitedMs, readMs, paceMs, isHarmless } = after;
  if (unread === true) return waitedMs < READS_WITHIN_MS ? 'wait' : 'stop';
  if (readMs < Math.min(paceMs * PACES, LONGEST_REST_MS)) return 'wait';
  return unread === false || isHarmless ? 'press' : 'stop';
}
