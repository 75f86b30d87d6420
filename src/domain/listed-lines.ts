/** GitHub refuses an issue or a pull request whose text has more than 65,536 characters. What stands around a list needs a part of them. */
const MOST_CHARACTERS = 60_000;

/** As many lines as the text of an issue or a pull request can hold, the first ones first. */
export function listedLines(lines: readonly string[]): readonly string[] {
  let left = MOST_CHARACTERS;
  const end = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return end < 0 ? lines : lines.slice(0, end);
}
