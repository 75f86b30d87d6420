/** One word that /bin/sh reads back as exactly `text`. NUL cannot be said in a shell word and must not be in it. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
