import { shortDuration } from '../../domain/units.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { TimelineRow } from '../timeline.ts';
import { counted, harmless } from '../cells.ts';
import { painter, type Colour } from '../paint.ts';
import type { TuiData } from './data.ts';
import { absenceMs } from './looks.ts';
import { pageOf, type Page } from './page.ts';
import { signText } from './signs.ts';
import { clockText } from './times.ts';
import {
  emptyContent,
  type Action,
  type Content,
  type Row,
  type Scene,
  type Size,
  type View,
} from './view.ts';

export const away: View = {
  name: 'away',
  key: '9',
  title: 'Away',
  help: [
    'What happened since you looked last: what waits for you, what is merged or finished, who does not get on, who was started again. Enter goes there.',
    'It comes up by itself when something happened that matters while nobody was there, and stays here until you are away for ten minutes again.',
    'What is new since you were last there is marked as new.',
  ],
  keys: [],
  content,
  wants: () => ({ peek: null, why: null, journal: true }),
};

interface Item {
  readonly id: string;
  readonly text: string;
  readonly at: number | null;
  readonly open: Action;
}

interface Group {
  readonly title: string;
  readonly colour: Colour;
  readonly sign: Parameters<typeof signText>[0];
  readonly items: readonly Item[];
}

function content(scene: Scene, body: Size): Content {
  const { snapshot, look, rows } = scene.data;
  const page = pageOf(scene, body.columns);
  if (snapshot === null) return emptyContent('no picture yet');
  const since = look?.since ?? snapshot.startedAt ?? snapshot.at;
  const groups = groupsOf(snapshot, rows ?? [], since).filter(({ items }) => items.length > 0);
  const when =
    look === null
      ? 'Since it was started'
      : `Since you looked last, ${shortDuration(scene.now - since)} ago (${clockText(since, scene.zoneMs)})`;
  const paint = painter(scene.color);
  const nothing = groups.length === 0 ? ': nothing that you would have to know' : '';
  return {
    head: [page.line([{ text: `${when}${nothing}`, colour: 'bold' }]).line(paint)],
    rows: groups.flatMap((group) => groupRows(group, page, scene)),
    foot: () => [],
    empty: '1 leads to the overview',
  };
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
          { text: `  ${text}` },
          ...(at === null ? [] : [{ text: `  ${shortDuration(now - at)} ago`, colour: 'dim' as const }]),
          ...(at !== null && at >= oldUntil ? [{ text: '  new', colour: 'bold' as const }] : []),
        ],
        open,
      ),
    ),
  ];
}

function groupsOf(snapshot: Snapshot, rows: readonly TimelineRow[], since: number): readonly Group[] {
  return [waiting(snapshot), unwell(snapshot), ...finished(snapshot, since), restarted(rows, since)];
}

function waiting({ questions }: Snapshot): Group {
  const items = [...questions]
    .sort((a, b) => a.number - b.number)
    .map(({ id, number, task, worker, text, askedAt }) => ({
      id: `q:${id}`,
      text: `${number}  ${harmless(task ?? worker ?? 'the project')}: ${harmless(text)}`,
      at: askedAt,
      open: { do: 'open', view: 'question', about: id } as const,
    }));
  return {
    title: items.length === 1 ? 'question waits for you' : 'questions wait for you',
    colour: 'yellow',
    sign: 'asks',
    items,
  };
}

function unwell({ workers }: Snapshot): Group {
  const items = workers
    .filter(({ health, quarantined }) => health === 'stuck' || health === 'crashed' || quarantined !== null)
    .map(({ worker, quarantined, doing, task, since }) => ({
      id: `u:${worker}`,
      text: `${harmless(worker)}: ${harmless(quarantined ?? doing)}${task === null ? '' : `, ${harmless(task)}`}`,
      at: since,
      open: { do: 'open', view: 'worker', about: worker } as const,
    }));
  return {
    title: items.length === 1 ? 'worker does not get on' : 'workers do not get on',
    colour: 'red',
    sign: 'wrong',
    items,
  };
}

const finishes = [
  ['merged', 'merged', 'green', 'done'],
  ['complete', 'finished, on the way to be merged', 'cyan', 'slow'],
  ['failed', 'failed', 'red', 'gone'],
  ['blocked', 'blocked', 'red', 'wrong'],
] as const;

function finished({ tasks }: Snapshot, since: number): readonly Group[] {
  return finishes.map(([status, title, colour, sign]) => ({
    title,
    colour,
    sign,
    items: tasks
      .filter((row) => row.status === status && row.since >= since)
      .sort((a, b) => b.since - a.since)
      .map((row) => ({
        id: `t:${row.task}`,
        text: `${harmless(row.task)}${row.title === row.task ? '' : `  "${harmless(row.title)}"`}${row.worker === null ? '' : `, by ${harmless(row.worker)}`}${row.pr === null ? '' : `, #${row.pr}`}`,
        at: row.since,
        open: { do: 'open', view: 'task', about: row.task } as const,
      })),
  }));
}

/** Agents that ended: whoever ends is started again, or is out of service and stands above. */
function restarted(rows: readonly TimelineRow[], since: number): Group {
  const ends = new Map<string, { readonly count: number; readonly last: TimelineRow }>();
  for (const row of rows) {
    if (
      row.at < since ||
      row.worker === null ||
      row.kind !== 'seen' ||
      !/^agent (exited|lost|ended)/.test(row.what)
    )
      continue;
    ends.set(row.worker, { count: (ends.get(row.worker)?.count ?? 0) + 1, last: row });
  }
  const items = [...ends].map(([worker, { count, last }]) => ({
    id: `r:${worker}`,
    text: `${harmless(worker)}: ${harmless(last.what)} (${harmless(last.why)})${count === 1 ? '' : `, ${counted(count, 'time')}`}`,
    at: last.at,
    open: { do: 'open', view: 'worker', about: worker } as const,
  }));
  return { title: items.length === 1 ? 'agent ended' : 'agents ended', colour: 'dim', sign: 'slow', items };
}

/** Shorter than this nobody was away. */
const shortestMs = 10_000;

/**
 * Whether somebody who comes now should be told first what happened. After a long time everything counts, otherwise what is new
 * and cannot be seen at a glance.
 */
export function awayMatters({ snapshot, look, rows }: TuiData, now: number): boolean {
  if (snapshot === null || look === null || now - look.leftAt < shortestMs) return false;
  const groups = groupsOf(snapshot, rows ?? [], look.leftAt);
  if (now - look.leftAt >= absenceMs) return groups.some(({ items }) => items.length > 0);
  return groups.some(({ items }) => items.some(({ at }) => at !== null && at >= look.leftAt));
}
