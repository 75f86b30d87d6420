import type { Composer, NamePaste } from '../demo/composer.ts';
import type { Region } from '../demo/view.ts';

/** What a fake shows. */
export interface FakeView {
  readonly mode: 'prompt' | 'busy' | 'picker';
  /** Of the dialog that is open; null: none. */
  readonly dialog: 'trust' | 'permission' | null;
  readonly composer: Composer;
  readonly queued: number;
  /** What was said so far, newest last. */
  readonly said: readonly string[];
  /** How long its turn lasts, in milliseconds. */
  readonly forMs: number;
  readonly cwd: string;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How one agent looks, recorded after the real one. `region`: the whole screen. */
export interface Face {
  region(view: FakeView, size: Size): Region;
  readonly namePaste?: NamePaste;
  /** Whether a digit takes a choice of a dialog at once; else it marks it, and Enter takes it. */
  readonly digitTakes: boolean;
}

const SAID_LINES = 12;
const COMPOSER_ROWS = 8;

export function lastSaid({ said }: FakeView): readonly string[] {
  return said.slice(-SAID_LINES);
}

/** The rows of a composer that are shown: those around its cursor. */
export function shownRows(
  rows: readonly string[],
  cursorRow: number,
): { readonly rows: readonly string[]; readonly cursorRow: number } {
  const first = Math.max(0, Math.min(cursorRow - COMPOSER_ROWS + 1, rows.length - COMPOSER_ROWS));
  return { rows: rows.slice(first, first + COMPOSER_ROWS), cursorRow: cursorRow - first };
}
