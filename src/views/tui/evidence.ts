import { sourceWords, type Evidence } from '../../domain/evidence.ts';
import { harmless, padded } from '../cells.ts';
import { agoText, type Clock } from '../clock.ts';
import { quotedLines } from '../question-words.ts';
import type { Page } from './page.ts';
import type { Row } from './view.ts';

/** One line per observation: what saw it, when, and what it says; the oldest first, as a story is told. */
export function evidenceRows(
  evidence: readonly Evidence[],
  { page, scene }: { readonly page: Page; readonly scene: Clock },
): readonly Row[] {
  const sorted = [...evidence].sort((a, b) => a.at - b.at);
  const times = sorted.map(({ at }) => agoText(at, scene));
  const longest = Math.max(0, ...times.map((text) => text.length));
  return sorted.flatMap(({ source, says, expiresAt, lines }, index) => {
    const isOld = expiresAt !== undefined && expiresAt <= scene.now;
    const head = page.line([
      {
        text: `  ${padded(times[index] ?? '', longest)}  ${padded(sourceWords(source), 7)}  `,
        colour: 'dim',
      },
      { text: harmless(says) },
      ...(isOld ? [{ text: '  (no longer counts)', colour: 'dim' as const }] : []),
    ]);
    return [head, ...quotedLines(lines).map((text) => page.line([{ text: `    ${text}` }]))];
  });
}
