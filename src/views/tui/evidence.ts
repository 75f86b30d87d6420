import { shortDuration } from '../../domain/units.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { harmless, padded } from '../cells.ts';
import type { Page } from './page.ts';
import type { Row } from './view.ts';

/** One line per observation: what saw it, when, and what it says; the newest first. */
export function evidenceRows(
  evidence: readonly Evidence[],
  { page, now }: { readonly page: Page; readonly now: number },
): readonly Row[] {
  const sorted = [...evidence].sort((a, b) => b.at - a.at);
  return sorted.map(({ source, at, says, expiresAt }) => {
    const isOld = expiresAt !== undefined && expiresAt <= now;
    return page.line([
      { text: `  ${padded(source, 6)}  ${padded(shortDuration(now - at), 6, 'right')} ago  `, colour: 'dim' },
      { text: harmless(says) },
      ...(isOld ? [{ text: '  (no longer counts)', colour: 'dim' as const }] : []),
    ]);
  });
}
