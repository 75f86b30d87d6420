import { shortDuration } from '../../domain/units.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { counted, harmless } from '../cells.ts';
import { isFinished, wanted } from '../outcome.ts';
import { painter } from '../paint.ts';
import { costSegments } from '../status-head.ts';
import { pathOf } from './path.ts';
import { signText } from './signs.ts';
import { joined, spanLine, twoEnds, type Span } from './spans.ts';
import { comingText } from './times.ts';
import type { Given, Scene, View } from './view.ts';

export const headerRows = 3;

/** Beats come every 5 s; what is older than this is not called live. */
const liveMs = 8_000;

/** Whose picture it is and how old, how far the work is, when it ends, and the views. */
export function headerLines(scene: Scene, views: readonly View[]): readonly string[] {
  const cells = scene.size.columns;
  const paint = painter(scene.color);
  const { snapshot } = scene.data;
  const name = { text: harmless(scene.data.project), colour: 'bold' } as const;
  const first = twoEnds([name, { text: '  ' }, ...lifeSpans(scene)], progressSpans(snapshot), {
    cells,
    paint,
  });
  const second = snapshot === null ? '' : spanLine(numberSpans(snapshot, scene), cells, paint);
  return [first, second, tabLine(scene, views)];
}

function lifeSpans(scene: Given): readonly Span[] {
  const { supervisor, heardAt, snapshot } = scene.data;
  const age = shortDuration(scene.now - heardAt);
  if (supervisor === 'opening') return [{ text: 'opening …', colour: 'dim' }];
  if (supervisor === 'dead') {
    const seen = snapshot === null ? 'was never started' : `last seen ${age} ago`;
    return [
      { text: `${signText('gone', scene.unicode)} czar is not running: ${seen} (: start)`, colour: 'red' },
    ];
  }
  if (supervisor === 'stale')
    return [
      {
        text: `${signText('wrong', scene.unicode)} czar does not answer: this is ${age} old`,
        colour: 'red',
      },
    ];
  return aliveSpans(scene, age);
}

function aliveSpans({ data, now, unicode }: Given, age: string): readonly Span[] {
  const { snapshot, heardAt } = data;
  const state = snapshot?.supervisor.state ?? 'running';
  const lived =
    snapshot?.startedAt === null || snapshot === null ? '' : ` ${shortDuration(now - snapshot.startedAt)}`;
  const isLive = now - heardAt < liveMs;
  return [
    { text: `${state}${lived}`, ...(state === 'running' ? {} : { colour: 'yellow' as const }) },
    { text: '  ' },
    isLive
      ? { text: `${signText('fine', unicode)} live`, colour: 'green' }
      : { text: `${signText('slow', unicode)} ${age} old`, colour: 'yellow' },
  ];
}

const barCells = 10;

function progressSpans(snapshot: Snapshot | null): readonly Span[] {
  if (snapshot === null) return [];
  const { counts } = snapshot;
  const all = wanted(counts);
  if (all === 0) return [{ text: 'no task yet', colour: 'dim' }];
  const full = Math.min(barCells, Math.floor((barCells * counts.merged) / all));
  return [
    { text: `[${'#'.repeat(full)}${'.'.repeat(barCells - full)}] `, colour: 'green' },
    { text: `${counts.merged}/${all} merged`, colour: 'bold' },
  ];
}

/** What needs somebody comes first: it must not be what is cut on a narrow screen. */
function numberSpans(snapshot: Snapshot, scene: Given): readonly Span[] {
  const { counts, questions } = snapshot;
  const limited = snapshot.workers.filter(({ activity }) => activity === 'limited').length;
  const numbers: readonly (readonly [number, string, Span['colour']])[] = [
    [questions.length, 'for you', 'yellow'],
    [counts.running, 'running', undefined],
    [counts.ready, 'ready', undefined],
    [counts.inReview, 'in review', undefined],
    [counts.blocked, 'blocked', 'red'],
    [counts.failed, 'failed', 'red'],
    [counts.waiting, 'waiting', undefined],
    [limited, 'limited', 'cyan'],
  ];
  const groups = numbers
    .filter(([count]) => count > 0)
    .map(([count, word, colour]) => [
      { text: `${count} ${word}`, ...(colour === undefined ? {} : { colour }) },
    ]);
  const restarts =
    snapshot.restarts === 0
      ? []
      : [[{ text: counted(snapshot.restarts, 'restart'), colour: 'dim' as const }]];
  const clashes = snapshot.conflicts?.length ?? 0;
  if (clashes > 0) groups.push([{ text: counted(clashes, 'conflict'), colour: 'yellow' }]);
  const cost = costSegments(snapshot).map((text): readonly Span[] => [{ text }]);
  return joined([...groups, endSpans(snapshot, scene), ...cost, ...restarts, omnibusSpans(snapshot)], '  ');
}

/** When the last open task would be in: the critical path, by what finished tasks took. */
export function endSpans(snapshot: Snapshot, { now, zoneMs }: Given): readonly Span[] {
  if (isFinished(snapshot)) return snapshot.counts.merged === 0 ? [] : [{ text: 'all in', colour: 'green' }];
  const { endsAt, critical } = pathOf(snapshot);
  if (critical.length === 0) return [];
  const chain = `${critical.length} in a row${isHeld(snapshot) ? ', once you answer' : ''}`;
  if (endsAt === null) return [{ text: `ends ? (${chain})`, colour: 'dim' }];
  const end = Math.max(now, endsAt);
  return [{ text: `ends ~${comingText(end, now, zoneMs)}`, colour: 'cyan' }, { text: ` (${chain})` }];
}

/** The critical path does not move before somebody decides. */
function isHeld(snapshot: Snapshot): boolean {
  const { critical, tasks } = pathOf(snapshot);
  const held = new Set(['needs_human', 'failed', 'blocked']);
  return critical.some((task) => held.has(tasks.get(task)?.status ?? ''));
}

function omnibusSpans({ integration }: Snapshot): readonly Span[] {
  const { omnibus, omnibusState } = integration;
  return omnibus === null ? [] : [{ text: `omnibus #${omnibus} ${omnibusState}`, colour: 'dim' }];
}

interface Tab {
  readonly name: string;
  readonly text: string;
  readonly isCurrent: boolean;
}

/** How many cells each title may have, tried one after the other. */
const cuts = [60, 13, 11, 10, 9, 8, 7, 6, 5, 3];

/** Titles in full where they fit, otherwise the first letters of all but the one that is shown. */
function tabsOf({ size, data, state }: Scene, views: readonly View[]): readonly Tab[] {
  const current = state.places[0].view;
  const tabs = views.filter(({ key }) => key !== '');
  const long = tabs.map((view) => tabText(view, data.snapshot));
  const cut = [...cuts].find((most) => {
    const texts = long.map((text, index) => (tabs[index]?.name === current ? text : text.slice(0, most)));
    return texts.reduce((sum, text) => sum + text.length + 1, 1) <= size.columns;
  });
  return long.map((full, index) => {
    const name = tabs[index]?.name ?? '';
    const isCurrent = name === current;
    return { name, isCurrent, text: isCurrent ? `[${full}]` : full.slice(0, cut ?? 1).trimEnd() };
  });
}

function tabLine(scene: Scene, views: readonly View[]): string {
  const paint = painter(scene.color);
  if (scene.state.places.length > 1) return spanLine(crumbs(scene, views), scene.size.columns, paint);
  const spans = tabsOf(scene, views).map(({ text, isCurrent }): readonly Span[] => [
    { text, colour: isCurrent ? 'bold' : 'dim' },
  ]);
  return spanLine(joined(spans, ' '), scene.size.columns, paint);
}

/** The view whose tab is at a column of the line with the tabs; null: none. */
export function tabAt(scene: Scene, views: readonly View[], column: number): string | null {
  if (scene.state.places.length > 1) return null;
  let from = 0;
  for (const { name, text } of tabsOf(scene, views)) {
    if (column >= from && column < from + text.length) return name;
    from += text.length + 1;
  }
  return null;
}

/** Where one is, and by which way one came. */
function crumbs({ state }: Scene, views: readonly View[]): readonly Span[] {
  const groups = state.places.map(({ view, about }, index): readonly Span[] => {
    const title = views.find(({ name }) => name === view)?.title ?? 'Help';
    const isLast = index === state.places.length - 1;
    const text = about === null ? title : `${title} ${harmless(about)}`;
    return [{ text: isLast ? `[${text}]` : text, colour: isLast ? 'bold' : 'dim' }];
  });
  return joined(
    groups.length > 4 ? [...groups.slice(0, 1), [{ text: '…' }], ...groups.slice(-2)] : groups,
    ' > ',
  );
}

function tabText({ name, key, title }: View, snapshot: Snapshot | null): string {
  const count = name === 'needs' ? (snapshot?.questions.length ?? 0) : 0;
  return `${key} ${title}${count === 0 ? '' : ` (${count})`}`;
}
