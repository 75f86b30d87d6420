const MOST_LINES = 12;
const MOST_LENGTH = 160;

/** The end of a screen as it is kept: without blank lines below, and bounded (lengths in UTF-16 units). */
export function lastLines(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return lines
    .slice(Math.max(0, last + 1 - MOST_LINES), last + 1)
    .map((line) => line.trimEnd().slice(0, MOST_LENGTH));
}
