/** One dated observation that a decision rests on. Times are epoch milliseconds. */
export interface Evidence {
  readonly source:
    | 'event'
    | 'git'
    | 'pane'
    | 'tmux'
    | 'file'
    | 'human'
    | 'clock'
    | 'gate'
    | 'forge'
    | 'review'
    | 'ledger'
    | 'transcript'
    | 'process';
  readonly at: number;
  readonly says: string;
  readonly expiresAt?: number;
  /** What was seen, word by word: bounded lines of unknown origin. Older releases did not write it. */
  readonly lines?: readonly string[];
}

/** Where something was seen, for a person. */
export function sourceWords(source: Evidence['source']): string {
  return source === 'ledger' ? 'journal' : source;
}

const MOST_LINES = 20;
const LONGEST_LINE = 200;

/** The last of a text, as lines of an observation. */
export function quotedEnd(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .slice(-MOST_LINES)
    .map((line) => line.slice(0, LONGEST_LINE));
}

/** The first of a list, as lines of an observation; the rest is counted. */
export function quotedList(all: readonly string[]): readonly string[] {
  const rest = all.length - MOST_LINES;
  const shown = all.slice(0, MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
  return rest > 0 ? [...shown, `and ${rest} more`] : shown;
}

export type Health = 'healthy' | 'slow' | 'stuck' | 'crashed';

/** Of a session that is there. */
export type LivingHealth = Exclude<Health, 'crashed'>;

export type Activity =
  | 'starting'
  | 'working'
  | 'idle'
  | 'asks'
  | 'limited'
  | 'in-review'
  | 'paused'
  | 'off'
  | 'unknown';
