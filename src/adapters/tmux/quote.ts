/**
 * A word that tmux's command parser reads back as exactly `text`, safe on one line of control mode. Inside double quotes only
 * `\`, `"`, `$` and a leading `~` mean something; control characters (a newline would end the line) go as octal.
 */
export function tmuxQuote(text: string): string {
  const escaped = text
    .replace(/[\\"$]/g, '\\$&')
    .replace(/[\p{Cc}~]/gu, (character) =>
      character < '\u0080' ? octal(character) : `\\u${hex4(character)}`,
    );
  return `"${escaped}"`;
}

function octal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

function hex4(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}

/**
 * `text` for a place where tmux expands formats: nothing in it is expanded, above all no `#(command)`. A run of `#` before `[`
 * stays as it is, because tmux copies styles unchanged.
 */
export function formatLiteral(text: string): string {
  return text.replace(/#+(?![#[])/g, '$&$&');
}

/** `text` for a place where tmux expands formats and strftime's `%` as well (`pipe-pane`). */
export function timeFormatLiteral(text: string): string {
  return formatLiteral(text).replaceAll('%', '%%');
}
