import type { AccountNews } from '../domain/account.ts';

/** What all projects of this user on this machine know of the usage limits of accounts. Nothing known is not limited. */
export interface Accounts {
  /**
   * Tells what is newer in `known` (by account; null: nothing), and gives what is newer there and may be true at `now` (epoch
   * milliseconds). Never fails: what cannot be read or told is reported once.
   */
  exchange(known: ReadonlyMap<string, AccountNews | null>, now: number): Promise<Exchanged>;
  onHint(listener: () => void): void;
  close(): Promise<void>;
}

export interface Exchanged {
  readonly news: ReadonlyMap<string, AccountNews>;
  /** For people. */
  readonly reports: readonly string[];
}
