import { fit, width } from '../cells.ts';
import type { Colour, Paint } from '../paint.ts';

/** A piece of a line; harmless already. */
export interface Span {
  readonly text: string;
  readonly colour?: Colour;
}

/** Spans as one line of at most `cells`; what is cut ends with "…". */
export function spanLine(spans: readonly Span[], cells: number, paint: Paint): string {
  let room = cells;
  let line = '';
  for (const { text, colour } of spans) {
    if (room <= 0) break;
    const fitted = fit(text, room);
    line += colour === undefined ? fitted : paint(colour, fitted);
    room -= width(fitted);
    if (fitted !== text) break;
  }
  return line;
}

interface Layout {
  readonly cells: number;
  /** So many lines at most; the last one is cut. */
  readonly most: number;
  readonly paint: Paint;
}

const indent = '    ';

/** Spans broken at blanks; all lines but the first are indented. */
export function spanLines(spans: readonly Span[], { cells, most, paint }: Layout): readonly string[] {
  const lines: Span[][] = [[]];
  let room = cells;
  for (const { text, ...look } of spans) {
    for (const word of text.split(/(?<= )(?! )/)) {
      if (lines.length < most && width(word.trimEnd()) > room && room < cells) {
        lines.push([{ text: indent }]);
        room = cells - indent.length;
      }
      const line = lines.at(-1) ?? [];
      const last = line.at(-1);
      // Words of one colour are cut, and painted, as a whole.
      if (last === undefined || last.colour !== look.colour) line.push({ ...look, text: word });
      else line[line.length - 1] = { ...last, text: last.text + word };
      room -= width(word);
    }
  }
  return lines.map((line) => spanLine(trimmed(line), cells, paint));
}

function trimmed(line: readonly Span[]): readonly Span[] {
  const last = line.at(-1);
  return last === undefined ? line : [...line.slice(0, -1), { ...last, text: last.text.trimEnd() }];
}

/** `left` and, at the right edge, `right`; where both do not fit, `right` is left out. */
export function twoEnds(
  left: readonly Span[],
  right: readonly Span[],
  { cells, paint }: { readonly cells: number; readonly paint: Paint },
): string {
  const rest = cells - widthOf(left) - widthOf(right);
  if (rest < 2) return spanLine(left, cells, paint);
  return spanLine([...left, { text: ' '.repeat(rest) }, ...right], cells, paint);
}

export function widthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + width(text), 0);
}

/** Puts `between` between the groups that say something. */
export function joined(groups: readonly (readonly Span[])[], between: string): readonly Span[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [{ text: between }, ...group]));
}

export interface Group {
  readonly spans: readonly Span[];
  /** Where not all of them fit, groups go in falling order of this number; 0 stays. */
  readonly leaveOut: number;
}

/** As many groups as fit, each as a whole: half a word, or a key without its word, tells nothing. */
export function fittingGroups(groups: readonly Group[], between: string, cells: number): readonly Span[] {
  const text = (some: readonly Group[]): readonly Span[] =>
    joined(
      some.map(({ spans }) => spans),
      between,
    );
  let shown = groups;
  for (const victim of [...groups].sort((a, b) => b.leaveOut - a.leaveOut)) {
    if (victim.leaveOut === 0 || widthOf(text(shown)) <= cells) break;
    shown = shown.filter((group) => group !== victim);
  }
  return text(shown);
}
