import type { ScreenFacts } from '../../../domain/screen-facts.ts';
import type { AgentScreen, ScreenLimit } from '../../../ports/agent.ts';
import type { Screen } from '../../../ports/terminal.ts';
import { composerIn, type ComposerRows } from './composer-rows.ts';
import { readDialog } from './read-dialog.ts';
import { readLimit } from './read-limit.ts';
import { cleanLine } from './rows.ts';

const UNKNOWN: AgentScreen = { shows: 'unknown', composer: null, dialog: null };
/** Markers are looked for in so many rows above the composer and all below it, or in the lowest rows: what is higher may be anybody's text. */
const LOWER_ROWS = 12;

/** What the screen of an agent shows by the facts that the config names. Whatever they do not tell for certain is `unknown`. */
export function readCustomScreen({ lines, cursorY }: Seen, facts: ScreenFacts): AgentScreen {
  const shown = shownRows(lines);
  const dialog = readDialog(shown, facts, cursorY);
  if (dialog !== null) return { shows: 'dialog', composer: null, dialog: dialog.dialog };
  const rows = composerRows(shown, facts, cursorY);
  if (facts.composer !== null && rows === null) return UNKNOWN;
  const around = lowerPart(shown, rows);
  const composer = rows === null ? null : composerOf(rows, facts);
  if (facts.busy.some((marker) => holds(around, marker))) return { shows: 'busy', composer, dialog: null };
  const isPrompt = facts.prompt.length === 0 || facts.prompt.some((marker) => holds(around, marker));
  return isPrompt ? { shows: 'prompt', composer, dialog: null } : UNKNOWN;
}

/** The usage limit at which the last turn ended, as the banner above the composer words it; null: none, or it cannot be told. */
export function readCustomLimit(screen: Seen, facts: ScreenFacts, at: number): ScreenLimit | null {
  if (facts.limits.length === 0 || readCustomScreen(screen, facts).shows !== 'prompt') return null;
  const shown = shownRows(screen.lines);
  const to = composerRows(shown, facts, screen.cursorY)?.top ?? shown.length;
  return readLimit(shown, { from: Math.max(0, to - LOWER_ROWS), to }, { facts, at });
}

type Seen = Pick<Screen, 'lines' | 'cursorY'>;

function shownRows(lines: readonly string[]): readonly string[] {
  const all = lines.map(cleanLine);
  return all.slice(0, all.findLastIndex((line) => line !== '') + 1);
}

function composerRows(
  shown: readonly string[],
  { composer, continues, prompt }: ScreenFacts,
  cursorY: number,
): ComposerRows | null {
  if (composer === null) return null;
  return composerIn(shown, { prefix: composer, continues, below: prompt, cursorY });
}

/** Without the rows of the composer: what stands there may be anybody's text too. */
function lowerPart(shown: readonly string[], rows: ComposerRows | null): readonly string[] {
  if (rows === null) return shown.slice(-LOWER_ROWS);
  return [...shown.slice(Math.max(0, rows.top - LOWER_ROWS), rows.top), ...shown.slice(rows.end)];
}

function composerOf(
  { text: shown }: ComposerRows,
  { placeholder, paste }: ScreenFacts,
): AgentScreen['composer'] {
  const text = shown === placeholder?.trim() ? '' : shown;
  return { text, paste: paste.some((marker) => text.includes(marker)) };
}

function holds(lines: readonly string[], marker: string): boolean {
  return lines.some((line) => line.includes(marker));
}
