import type { Entry, JournalLine } from '../domain/entry.ts';
import type { LedgerImage } from '../domain/ledger-image.ts';

/**
 * The durable record of everything that happened. Lines are versioned and checksummed; an append resolves when its lines are on
 * the disk (appends that wait at the same time share one fsync). Errors: Fault `journal-broken`, `fenced`.
 */
export interface Journal {
  /**
   * Opens for writing under a new epoch, and appends the `epoch` entry, which is the last of the returned lines. A torn tail is
   * cut, kept aside and reported. A journal that is damaged before its end stays as it is and closed, unless it was opened to go
   * on past that.
   */
  open(): Promise<OpenedJournal>;
  append(entries: readonly Entry[]): Promise<readonly JournalLine[]>;
  /**
   * Begins a new segment that starts with `image`; older segments go when the new one is durable. `image` holds every line up to
   * and with number `seq` and none after it; lines after it are carried over.
   */
  compact(image: LedgerImage, seq: number): Promise<void>;
  /** What a damage took was made up for: until then every opening tells of it as damage. */
  madeUp(): Promise<void>;
  /** Bytes of lines that a replay reads after the image. */
  readonly bytesSinceImage: number;
  close(): Promise<void>;
}

export interface OpenedJournal {
  readonly epoch: number;
  /** Null: start from the empty ledger. */
  readonly image: LedgerImage | null;
  readonly lines: readonly JournalLine[];
  /** What was cut and where it is kept; one line each, for people. */
  readonly reports: readonly string[];
  /** What of it cannot be read although more follows; one line each, for people. `lines` end before it. */
  readonly damage: readonly string[];
  /** Paths of damaged files that are kept since somebody went on past the damage, until they are removed. */
  readonly damagedFiles: readonly string[];
  /** Nothing but starts and stops was in it: a new project, or its journal is lost. */
  readonly fresh: boolean;
}
