/** Of a terminal that does not say its size. */
export const rowsUnlessKnown = 24;

/** What stands on a terminal since the last time, and how large that was. */
export interface Painted {
  readonly lines: readonly string[];
  readonly columns: number;
  readonly rows: number;
}

/**
 * What to write so that `after` stands where `before` stood: only lines that changed, with the cursor on the line below. Scrolls
 * nothing away, and clears the screen only when its size has changed.
 */
export function repaint(before: Painted | null, after: Painted): string {
  if (before === null) return after.lines.map((line) => `${line}\n`).join('');
  if (before.columns !== after.columns || before.rows !== after.rows)
    return `\u001b[H\u001b[2J${repaint(null, after)}`;
  const lines = after.lines.map((line, index) => (line === before.lines[index] ? null : line));
  const shorter = before.lines.length > after.lines.length;
  if (!shorter && lines.every((line) => line === null)) return '';
  const top = before.lines.length === 0 ? '' : `\u001b[${before.lines.length}A`;
  // A terminal that knows of it shows the whole change at once.
  return `\u001b[?2026h${top}${lines.map(overwritten).join('')}${shorter ? '\u001b[J' : ''}\u001b[?2026l`;
}

/** Cleared before it is written: after the last column there is no place from which a terminal would clear the rest. */
function overwritten(line: string | null): string {
  return line === null ? '\r\n' : `\r\u001b[2K${line}\n`;
}

/** The lines that there is room for: one row stays free for the cursor. The last one says how many are missing. */
export function cutToRows(lines: readonly string[], rows: number): readonly string[] {
  const room = Math.max(2, rows - 1);
  if (lines.length <= room) return lines;
  const shown = lines.slice(0, room - 1);
  return [...shown, `… ${lines.length - shown.length} more lines: czar status`];
}
