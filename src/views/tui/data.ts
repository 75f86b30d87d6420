import type { Details } from '../../domain/request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Undoable } from '../../domain/undo.ts';
import type { TimelineRow } from '../timeline.ts';
import type { Look } from './looks.ts';

/** What the views draw from. Nothing in it is made up here: what was not loaded yet is null, and said to be so. */
export interface TuiData {
  readonly project: string;
  readonly snapshot: Snapshot | null;
  /** `opening`: nothing was heard yet. */
  readonly supervisor: 'opening' | 'alive' | 'dead' | 'starting' | 'stale';
  /** When the supervisor was last heard, or when the picture was made that is shown while nobody runs. Epoch milliseconds. */
  readonly heardAt: number;
  readonly peek: Peeked | null;
  readonly why: Reasons | null;
  /** The newest part of the journal, oldest first; null: not read yet. */
  readonly rows: readonly TimelineRow[] | null;
  /** What can be taken back, the newest first; null: not read yet. */
  readonly undoable: readonly Undoable[] | null;
  /** Of the last verb that was run with its output on a page. */
  readonly output: Output | null;
  readonly verbs: readonly VerbInfo[];
  /** Null: nobody ever looked before. */
  readonly look: Look | null;
}

/** `lines` null: it has neither a session nor a log. */
export interface Peeked {
  readonly about: string;
  readonly source: 'screen' | 'log';
  readonly lines: readonly string[] | null;
}

export interface Reasons {
  readonly about: string;
  readonly lines: readonly string[];
  /** Null where nobody can be asked. */
  readonly details: Details | null;
}

export interface Output {
  readonly command: string;
  readonly lines: readonly string[];
  /** Null while it runs. */
  readonly exit: number | null;
}

/** A verb of the command line: "assign", what it is for, and what its arguments are ("task", "worker", ""). */
export interface VerbInfo {
  readonly name: string;
  readonly about: string;
  readonly takes: readonly string[];
  /** How many of these it cannot do without. */
  readonly needs: number;
  /** More words than it takes may follow. */
  readonly endless: boolean;
  /** By their long names. */
  readonly options: readonly string[];
  /** The short ones: "-y". */
  readonly short: readonly string[];
  /** By both names: those behind which a word of theirs stands. */
  readonly valued: readonly string[];
}

/** What has to be read for the place that is shown; the surface reads it again as long as it is wanted. */
export interface Wants {
  readonly peek: string | null;
  readonly why: string | null;
  readonly journal: boolean;
  readonly undoable?: true;
}
