import { showable } from './text-width.ts';

/** How the parts of a conversation look; each ends with a line end. */
const DIM = '\u001b[2m';
const RED = '\u001b[31m';
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

const promptLines = 6;

export function welcome(who: string): string {
  return `${BOLD}Demo agent${PLAIN}  scripted: it carries out the steps that a task lists, and thinks nothing\n${DIM}${showable(who)}${PLAIN}\n`;
}

/** `text` with placeholders for long pastes. */
export function promptEcho(text: string): string {
  const lines = text.split('\n');
  const rest = lines.length - promptLines;
  const shown = rest > 1 ? [...lines.slice(0, promptLines), `… +${rest} lines`] : lines;
  return `\n${BOLD}❯${PLAIN} ${indented(shown.join('\n'), '  ').slice(2)}`;
}

export function said(text: string): string {
  return `\n● ${indented(showable(text), '  ').slice(2)}`;
}

export function acted(title: string): string {
  return `${DIM}  ⎿ ${PLAIN}${indented(showable(title), '    ').slice(4)}`;
}

export function outputOf(text: string): string {
  return `${DIM}${indented(showable(text), '    ')}${PLAIN}`;
}

export function failed(text: string): string {
  return `${RED}${indented(showable(text), '  ✗ ').replaceAll('\n  ✗ ', '\n    ')}${PLAIN}`;
}

function indented(text: string, margin: string): string {
  return text
    .split('\n')
    .map((line) => `${margin}${line}\n`)
    .join('');
}
