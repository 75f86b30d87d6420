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
