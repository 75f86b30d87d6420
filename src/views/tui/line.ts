/** A line that is being typed; the cursor is between the two parts. */
export interface Line {
  readonly before: string;
  readonly after: string;
}

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Longer than any answer; a paste that goes on is cut. UTF-16 units. */
const longestText = 20_000;

export function lineOf(text: string): Line {
  return { before: text, after: '' };
}

export function textOf({ before, after }: Line): string {
  return before + after;
}

export function inserted({ before, after }: Line, text: string): Line {
  const room = longestText - before.length - after.length;
  return { before: before + text.slice(0, Math.max(0, room)), after };
}

/** The line after a key that edits; null for one that does not. */
export function edited(line: Line, key: string): Line | null {
  const { before, after } = line;
  switch (key) {
    case 'backspace':
      return { before: withoutLast(before), after };
    case 'delete':
      return { before, after: after.slice(first(after).length) };
    case 'left':
      return { before: withoutLast(before), after: before.slice(withoutLast(before).length) + after };
    case 'right':
      return { before: before + first(after), after: after.slice(first(after).length) };
    case 'home':
    case 'ctrl-a':
      return { before: '', after: before + after };
    case 'end':
    case 'ctrl-e':
      return { before: before + after, after: '' };
    case 'ctrl-u':
      return { before: '', after };
    case 'ctrl-k':
      return { before, after: '' };
    case 'ctrl-w':
      return { before: before.replace(/\S*\s*$/u, ''), after };
    default:
      return isText(key) ? inserted(line, key) : null;
  }
}

/** Names of keys are ASCII words; whatever was typed is one cluster. */
function isText(key: string): boolean {
  return first(key).length === key.length && !/^\p{Cc}/u.test(key);
}

function withoutLast(text: string): string {
  const last = clusters.segment(text).containing(text.length - 1);
  return last === undefined ? '' : text.slice(0, last.index);
}

function first(text: string): string {
  for (const { segment } of clusters.segment(text)) return segment;
  return '';
}
