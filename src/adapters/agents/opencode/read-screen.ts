import type { AgentScreen } from '../../../ports/agent.ts';
import type { Screen } from '../../../ports/terminal.ts';
import { readDialog } from './read-dialog.ts';

const UNKNOWN: AgentScreen = { shows: 'unknown', composer: null, dialog: null };
/** The lower edge of the composer's frame, as wide as the composer. */
const FOOT = /^( *)╹(▀{10,})/;
/** The left edge of the composer, of dialogs, and of what stands in the conversation in a frame. */
const FRAMED = /^ *┃/;
/** Last in a wide pane, below a column beside everything else. */
const BESIDE = / {2}• OpenCode \d/;
/** A list over the composer, such as that of commands, is framed on both sides. */
const LISTED = /┃.*┃$/;
const READY = /\bcommands$|\binterrupt$/;
const BUSY = /\besc (?:again to )?interrupt(?: {2}|$)/;
const PASTE = /\[Pasted ~\d+ lines\]/;
const PLACEHOLDER = /^Ask anything(?:…|\.\.\.)/;
/** Between the left edge and the text of a draft. */
const INSET = 3;

/**
 * What opencode shows, from the lowest lines up: the frame of the composer or of a dialog is the lowest one, and what stands above
 * may be anybody's text. A view over it (commands, models) takes the keys and has the cursor.
 */
export function readOpencodeScreen(screen: Screen): AgentScreen {
  const lines = withoutColumn(screen.lines);
  const lowest = lines.findLastIndex((line) => FRAMED.test(line));
  const foot = lines.findLastIndex((line) => FOOT.test(line));
  if (foot < 0 || foot < lowest) return aDialog(lines, lowest);
  const composer = composerOn(lines, foot);
  const status = lines.slice(foot + 1, endOfBlock(lines, foot + 1));
  if (composer === null || !isIn(composer, screen) || !status.some((line) => READY.test(line)))
    return UNKNOWN;
  const text = textOf(lines, composer, screen);
  return {
    shows: status.some((line) => BUSY.test(line)) ? 'busy' : 'prompt',
    composer: { text, paste: PASTE.test(text) },
    dialog: null,
  };
}

function withoutColumn(rows: readonly string[]): readonly string[] {
  const at = rows.findLast((row) => row.trim() !== '')?.search(BESIDE) ?? -1;
  return rows.map((row) => (at < 0 ? row : row.slice(0, at)).trimEnd());
}

function endOfBlock(lines: readonly string[], from: number): number {
  const length = lines.slice(from).indexOf('');
  return length < 0 ? lines.length : from + length;
}

interface Composer {
  /** Rows of the draft, `end` not among them. */
  readonly top: number;
  readonly end: number;
  /** Columns of the draft, `right` not among them. */
  readonly left: number;
  readonly right: number;
}

/** Above the foot: a line with agent and model, a blank one, the draft, a blank one. */
function composerOn(lines: readonly string[], foot: number): Composer | null {
  const [, indent = '', edge = ''] = FOOT.exec(lines[foot] ?? '') ?? [];
  const column = indent.length;
  const isOwn = (line: string): boolean =>
    line.search(/\S/) === column && line[column] === '┃' && !LISTED.test(line);
  const above = lines.slice(0, foot).findLastIndex((line) => !isOwn(line));
  const [top, end] = [above + 2, foot - 2];
  if ((lines[above + 1] ?? '').slice(column + 1).trim() !== '') return null;
  return { top, end, left: column + INSET, right: column + 1 + edge.length };
}

function isIn({ top, end, left }: Composer, { cursorX, cursorY }: Screen): boolean {
  return cursorX >= left && cursorY >= top && cursorY < end;
}

function textOf(
  lines: readonly string[],
  { top, end, left, right }: Composer,
  { cursorX, cursorY }: Screen,
): string {
  const rows = lines.slice(top, end).map((line) => line.slice(left, right).trimEnd());
  const text = rows.join('\n').trimEnd();
  const isHint = PLACEHOLDER.test(text) && cursorX === left && cursorY === top;
  return isHint ? '' : text;
}

function aDialog(lines: readonly string[], lowest: number): AgentScreen {
  const above = lines.slice(0, Math.max(0, lowest)).findLastIndex((line) => !FRAMED.test(line));
  const dialog = lowest < 0 ? null : readDialog(lines.slice(above + 1, lowest + 1));
  return dialog === null ? UNKNOWN : { shows: 'dialog', composer: null, dialog: dialog.dialog };
}
