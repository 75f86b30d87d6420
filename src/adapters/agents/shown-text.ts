import { canonicalText } from '../../domain/delivery.ts';

const LONGEST = 2_000;

/** What an agent says, fit to be shown to people: without control characters, at most 2,000 characters. */
export function shownText(text: string): string {
  const clean = canonicalText(text.slice(0, 2 * LONGEST)).trim();
  return clean.length <= LONGEST ? clean : `${clean.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
