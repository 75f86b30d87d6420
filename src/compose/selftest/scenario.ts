import type { FakeKind, Hostility, Seat } from './seat.ts';

/** What a scenario saw, when all was as it should be. */
export interface Passed {
  /** One line. */
  readonly says: string;
  /** From the first key to the receipt; null: no text was to be confirmed. */
  readonly receiptMs: number | null;
}

export interface Scenario {
  readonly name: string;
  readonly hostile: Hostility;
  /** Kinds that it says nothing about: `custom` has a screen that nobody reads, `opencode` asks for no trust. */
  readonly without: readonly FakeKind[];
  /** It waits for a time limit of Czar's own, so it is begun before others. */
  readonly slow?: true;
  /** Errors: Fault, when something else happened than should. */
  readonly run: (seat: Seat) => Promise<Passed>;
}
