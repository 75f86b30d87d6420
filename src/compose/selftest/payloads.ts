/** Texts as hostile as tasks get. */

export const shortText = 'Say hello, and stop.';

/** More than four thousand characters in one line, and lines that composers take for commands, keys and mentions. */
export const commandText = [
  '/help me with this',
  '!echo it was run',
  '@README.md and #notes',
  'a line that ends with ;',
  'Enter',
  'C-c',
  'a line that ends with \\',
  'x'.repeat(5_000),
].join('\n');

/** Control characters, among them the end of a paste; joined, wide, combined, mirrored and invisible characters. */
export const strangeText = [
  'tab\tbetween, \u001b[201~\r/quit\rafter the end of a paste',
  'bell \u0007, backspace \b\b\b, delete \u007f, NEL \u0085, CSI \u009b31m red',
  'CRLF\r\nCR\ronly, form feed \f, vertical tab \v',
  'família, naïve, e\u0301 combined, ﬁ',
  '👩‍👩‍👧‍👦 🇩🇪 ✍🏽 🏴󠁧󠁢󠁳󠁣󠁴󠁿 漢字かな交じり文 한국어',
  'שלום مرحبا \u202eright to left\u202c',
  'zero\u200bwidth, no\u00a0break, line\u2028separator, BOM \ufeff inside',
  '\ufeffa last line with a lone surrogate \ud83d and spaces   ',
].join('\n');

/** About this many bytes, no two lines alike. */
export function longText(bytes: number): string {
  const lines: string[] = [];
  for (let size = 0; size < bytes; size += Buffer.byteLength(lines.at(-1) ?? '')) {
    lines.push(`${lines.length}. the quick brown fox – äöü – jumps ${'over '.repeat(lines.length % 17)}\n`);
  }
  return lines.join('');
}
