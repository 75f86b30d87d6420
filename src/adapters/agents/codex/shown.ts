const MOST_SHOWN = 2_000;

/** A text of somebody else, as people may be shown it: without control characters (line ends stay), at most 2000 characters. */
export function shown(text: string): string {
  const plain = text.replace(/[^\P{Cc}\n]/gu, '').trim();
  return plain.length <= MOST_SHOWN ? plain : `${plain.slice(0, MOST_SHOWN - 1)}…`;
}
