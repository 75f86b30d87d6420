import { shortDuration } from '../../domain/units.ts';
import type { Receipt } from '../../domain/delivery.ts';
import { harmless, padded } from '../cells.ts';
import type { Colour } from '../paint.ts';
import { evidenceRows } from './evidence.ts';
import type { Page } from './page.ts';
import type { Row, Scene } from './view.ts';

const label = 10;
const mostBrief = 3;

/** The first reasons, for where a page begins: whoever opens it wants to know why. */
export function briefReasons(scene: Scene, page: Page): readonly Row[] {
  const lines = reasonsOf(scene);
  if (lines === null) return [page.line([{ text: 'why       asking …', colour: 'dim' }])];
  const rest = lines.length - mostBrief;
  return lines.slice(0, mostBrief).flatMap((line, index) => {
    const more = index === mostBrief - 1 && rest > 0 ? `  (+${rest} below)` : '';
    return page.text(`${harmless(line)}${more}`, ' '.repeat(label), index === 0 ? 'why' : '');
  });
}

/** Every reason, what they rest on, and what was sent. */
export function allReasons(scene: Scene, page: Page): readonly Row[] {
  const { why } = scene.data;
  const lines = reasonsOf(scene) ?? [];
  const about = { page, scene, now: scene.now };
  const reasons = lines.length <= mostBrief ? [] : lines.flatMap((line) => page.text(harmless(line), '  '));
  const isOwn = why !== null && why.about === scene.place.about;
  const evidence = isOwn ? evidenceRows(why.details?.evidence ?? [], about) : [];
  const receipts = isOwn ? (why.details?.receipts ?? []).map((receipt) => receiptRow(receipt, about)) : [];
  return [
    ...section('WHY', reasons, page),
    ...section('EVIDENCE', evidence, page),
    ...section('TEXTS IT WAS SENT', receipts, page),
  ];
}

function section(title: string, rows: readonly Row[], page: Page): readonly Row[] {
  return rows.length === 0 ? [] : [page.blank(), page.title(title), ...rows];
}

/** Without the line that only says again where it stands; null: they are not here yet. */
function reasonsOf({ data, place }: Scene): readonly string[] | null {
  const { why } = data;
  if (why === null || why.about !== place.about) return null;
  const said = why.lines.filter((line) => !/^worker: (healthy|slow|stuck|crashed), /.test(line));
  return said.length === 0 ? why.lines : said;
}

const verdictColours: Readonly<Partial<Record<Receipt['verdict'], Colour>>> = {
  confirmed: 'green',
  unverified: 'yellow',
  refused: 'red',
};

function receiptRow(
  { id, kind, task, verdict, verdictAt, because, at }: Receipt,
  { page, now }: { readonly page: Page; readonly now: number },
): Row {
  const colour = verdictColours[verdict];
  return page.line([
    { text: `  ${padded(shortDuration(now - (verdictAt ?? at)), 6, 'right')} ago  `, colour: 'dim' },
    { text: padded(verdict, 10), ...(colour === undefined ? {} : { colour }) },
    { text: `  ${kind}${task === null ? '' : ` of ${harmless(task)}`}` },
    { text: `  ${harmless(id)}${because === null ? '' : `: ${harmless(because)}`}`, colour: 'dim' },
  ]);
}
