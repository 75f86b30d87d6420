/** What stands behind a typed verb: its names and texts in their order, and the options among them. */
export interface TypedWords {
  readonly names: readonly string[];
  readonly options: readonly string[];
}

/** Of every verb: which project is meant. */
const projectOptions: readonly string[] = ['-C', '--project'];

/** Options may stand anywhere before a "--"; `valued` are those behind which a word of theirs stands. */
export function typedWords(words: readonly string[], valued: readonly string[] = []): TypedWords {
  const end = words.indexOf('--');
  const before = end < 0 ? words : words.slice(0, end);
  const takesNext = new Set([...projectOptions, ...valued]);
  const options = before.filter((word, index) => isOption(word) && !takesNext.has(before[index - 1] ?? ''));
  const names = before.filter((word, index) => !isOption(word) && !takesNext.has(before[index - 1] ?? ''));
  return { names: end < 0 ? names : [...names, ...words.slice(end + 1)], options };
}

/** A dash alone is a text: that of the standard input. */
function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

/** The verb is explained then, and not carried out; behind a "--" it is a word like any other. */
export function isHelp(words: readonly string[]): boolean {
  const { options } = typedWords(words);
  return options.includes('--help') || options.includes('-h');
}
