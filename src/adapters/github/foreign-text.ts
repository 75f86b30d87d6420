/** Texts of others, as they are kept: bounded, and without what a person would not see of them. */

/** Escape sequences of terminals: colours, titles, links. */
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-_])/g;

/** A text with its end cut off where it is too long. `length` in UTF-16 units. */
export function foreignText(text: string, length: number): string {
  const seen = visible(text);
  return seen.length <= length ? seen : `${seen.slice(0, length - 1)}…`;
}

/** The end of a text, from the beginning of a line where there is one. */
export function foreignTail(text: string, length: number): string {
  const seen = visible(text);
  if (seen.length <= length) return seen;
  const tail = seen.slice(-length);
  return tail.slice(tail.indexOf('\n') + 1);
}

/** Comments of HTML are shown to nobody, and so are format characters. */
function visible(text: string): string {
  return text
    .replace(ESCAPES, '')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n\t]/gu, '')
    .trim();
}
