/** One word for a POSIX shell, whatever is in it: agents hand the commands of their hooks to a shell. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
