import type { AgentScreen } from '../../../ports/agent.ts';
import type { Screen } from '../../../ports/terminal.ts';
import { readDialog } from './read-dialog.ts';

const UNKNOWN: AgentScreen = { shows: 'unknown', composer: null, dialog: null };
/** Begins the composer, and what the user said before: in the first column, where no output of the agent stands. */
const COMPOSER = /^› ?/;
const PLACEHOLDER = 'Ask Codex to do anything';
const PASTE = /\[Pasted Content \d+ chars\]/;
const BUSY = /\((?:\d+[hm] ?)*\d+s • esc to interrupt\)/;
/**
 * All that stands below the composer while codex starts: it shows an empty prompt for half a second, and may put a dialog of trust in
 * its place.
 */
const STARTING = '  ? for shortcuts';
/** Lines above the composer that begin in the first column: the spinner, and headings of queued messages under it. */
const MOST_HEADINGS = 3;

/** What codex shows, from the lowest lines up: what stands above the composer may be anybody's text. */
export function readCodexScreen(screen: Screen): AgentScreen {
  const lines = screen.lines.map((line) => line.trimEnd());
  const last = lines.findLastIndex((line) => line !== '');
  if (last < 0) return UNKNOWN;
  const dialog = readDialog(lines.slice(0, last + 1));
  if (dialog !== null) return { shows: 'dialog', composer: null, dialog: dialog.dialog };
  const composer = composerAbove(lines, last);
  if (composer === null || !isIn(composer, screen.cursorY)) return UNKNOWN;
  const text = textOf(lines, composer, screen);
  return {
    shows: isBusy(lines.slice(0, composer.top)) ? 'busy' : 'prompt',
    composer: { text, paste: PASTE.test(text) },
    dialog: null,
  };
}

interface Rows {
  readonly top: number;
  readonly end: number;
}

/** Under the composer stand a blank line and the status lines, all indented. */
function composerAbove(lines: readonly string[], last: number): Rows | null {
  const blank = lines.slice(0, last).lastIndexOf('');
  const top = lines.slice(0, Math.max(0, blank)).findLastIndex((line) => /^\S/.test(line));
  const footer = lines.slice(blank + 1, last + 1);
  if (top < 0 || !footer.every((line) => line.startsWith('  '))) return null;
  if (!COMPOSER.test(lines[top] ?? '') || (footer.length === 1 && footer[0] === STARTING)) return null;
  const end = lines.slice(0, blank).findLastIndex((line) => line !== '');
  return { top, end: Math.max(top, end) };
}

/** The cursor may rest below the last row of a draft that ends with a line end. */
function isIn({ top, end }: Rows, cursorY: number): boolean {
  return cursorY >= top && cursorY <= end + 1;
}

function textOf(lines: readonly string[], { top, end }: Rows, { cursorX, cursorY }: Screen): string {
  const text = lines
    .slice(top, end + 1)
    .map((line) => line.slice(2))
    .join('\n');
  return text === PLACEHOLDER && cursorX === 2 && cursorY === top ? '' : text;
}

function isBusy(above: readonly string[]): boolean {
  return above
    .filter((line) => /^\S/.test(line))
    .slice(-MOST_HEADINGS)
    .some((line) => BUSY.test(line));
}
