/** How looking at a remote forge goes. Times are epoch milliseconds. */
export interface ForgeWatch {
  readonly triedAt: number;
  /** When it last answered. Older releases did not write it: as `triedAt`, where nothing failed since. */
  readonly lookedAt?: number;
  /** When something there was new; null: never. */
  readonly newsAt: number | null;
  /** Tries that failed since one went well. */
  readonly failed: number;
  /** Why the last try failed; null: it did not. */
  readonly because: string | null;
  readonly budget: RequestBudget | null;
}

/** How many requests the forge allows until `resetAt`, all programs of its user together. */
export interface RequestBudget {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}
