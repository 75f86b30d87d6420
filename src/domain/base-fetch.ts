import type { Sha } from './names.ts';

/** How the tries to fetch the base went. Times are epoch milliseconds. */
export interface BaseFetch {
  readonly triedAt: number;
  /** Null: it never went well. */
  readonly fetchedAt: number | null;
  /** Where the remote had the base then. */
  readonly tip: Sha | null;
  /** Tries that failed since one went well, or since the base was found to have moved. */
  readonly failed: number;
  /** Why the last try failed; null: it did not. */
  readonly because: string | null;
}
