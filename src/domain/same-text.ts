import { canonicalText } from './delivery.ts';

/**
 * Whether an agent received the text that it was sent. What agents are known to do to a paste is taken off on both sides: tabs as
 * four blanks, composed accents, trimmed ends.
 */
export function isSameText(received: string, sent: string): boolean {
  return comparable(received) === comparable(sent);
}

function comparable(text: string): string {
  return canonicalText(text).replaceAll('\t', '    ').normalize('NFC').trim();
}
