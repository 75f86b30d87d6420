/** A typed line as words; quotes keep blanks together. */
export function wordsOf(text: string): readonly string[] {
  const found = text.matchAll(/"([^"]*)"?|'([^']*)'?|(\S+)/g);
  return Array.from(found, ([, double, single, plain]) => double ?? single ?? plain ?? '');
}
