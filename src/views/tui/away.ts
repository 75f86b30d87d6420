import { shortDuration } from '../../domain/units.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { painter } from '../paint.ts';
import { groupsOf, type Group } from './away-groups.ts';
import type { TuiData } from './data.ts';
import { absenceMs, type Look } from './looks.ts';
import { pageOf, type Page } from './page.ts';
import { signText } from './signs.ts';
import { clockText } from './times.ts';
import { emptyContent, type Content, type Row, type Scene, type Size, type View } from './view.ts';

export const away: View = {
  name: 'away',
  key: '9',
  title: 'Away',
  help: [
    'What happened since you looked last: what waits for you, what is merged, finished or cancelled, who does not get on, which agents crashed or were started again, which work conflicts, and whether Czar itself ended. Enter goes there.',
    'It comes up by itself when something happened that matters while nobody was there, also when you look for the first time, and stays here until you are away for ten minutes again.',
    'What is new since you were last there is marked as new.',
  ],
  keys: [],
  content,
  wants: () => ({ peek: null, why: null, journal: true }),
};

function content(scene: Scene, body: Size): Content {
  const { snapshot, look, rows } = scene.data;
  const page = pageOf(scene, body.columns);
  if (snapshot === null) return emptyContent('no picture yet');
  const groups = groupsOf(snapshot, rows ?? [], sinceOf(snapshot, look)).filter(
    ({ items }) => items.length > 0,
  );
  const when = whenWords(snapshot, look, scene);
  const paint = painter(scene.color);
  const nothing = groups.length === 0 ? ': nothing that you would have to know' : '';
  return {
    head: [page.line([{ text: `${when}${nothing}`, colour: 'bold' }]).line(paint)],
    rows: groups.flatMap((group) => groupRows(group, page, scene)),
    foot: () => [],
    empty: '1 leads to the overview',
  };
}

/** Whoever looks for the first time is told everything. */
function sinceOf({ startedAt, at }: Snapshot, look: Look | null): number {
  return look === null || look.since === 0 ? (startedAt ?? at) : look.since;
}

function whenWords(snapshot: Snapshot, look: Look | null, { now, zoneMs }: Scene): string {
  const since = sinceOf(snapshot, look);
  const ago = (at: number): string => `${shortDuration(now - at)} ago (${clockText(at, zoneMs)})`;
  const isAll = look === null || look.since === 0;
  if (look === null || look.leftAt === look.since)
    return `Since ${isAll ? 'it was started' : 'you looked last'}, ${ago(since)}`;
  return `Since ${isAll ? 'it was started' : 'the look before'}, ${ago(since)}; you looked last ${ago(look.leftAt)}`;
}

function groupRows(
  { title, colour, sign, items }: Group,
  page: Page,
  { now, unicode, data: { look } }: Scene,
): readonly Row[] {
  // All of it is new to those who come after a long time.
  const oldUntil = look === null || look.leftAt === look.since ? Number.POSITIVE_INFINITY : look.leftAt;
  return [
    page.blank(),
    page.line([{ text: `${signText(sign, unicode)} ${items.length} ${title}`, colour }]),
    ...items.map(({ id, text, at, open }) =>
      page.choice(
        id,
        [
          ...(at !== null && at >= oldUntil ? [{ text: '  new', colour: 'bold' as const }] : []),
          { text: `  ${text}` },
          ...(at === null ? [] : [{ text: `  ${shortDuration(now - at)} ago`, colour: 'dim' as const }]),
        ],
        open,
      ),
    ),
  ];
}

/** Shorter than this nobody was away. */
const shortestMs = 10_000;

/**
 * Whether somebody who comes now should be told first what happened. After a long time everything counts, otherwise what is new
 * and cannot be seen at a glance.
 */
export function awayMatters({ snapshot, look, rows }: TuiData, now: number): boolean {
  if (snapshot === null || look === null) return false;
  const leftAt = look.leftAt === 0 ? sinceOf(snapshot, look) : look.leftAt;
  if (now - leftAt < shortestMs) return false;
  const groups = groupsOf(snapshot, rows ?? [], leftAt);
  if (now - leftAt >= absenceMs) return groups.some(({ items }) => items.length > 0);
  return groups.some(({ items }) => items.some(({ at }) => at !== null && at >= leftAt));
}
