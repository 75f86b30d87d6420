import { shortDuration } from '../../domain/units.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { fit, harmless, width } from '../cells.ts';
import { heldWords, runningCount } from '../held-tasks.ts';
import { wanted } from '../outcome.ts';
import { painter } from '../paint.ts';
import { costSegments } from '../status-head.ts';
import { endingOf } from './ending.ts';
import { signText } from './signs.ts';
import { fittingGroups, spanLine, twoEnds, widthOf, type Group, type Span } from './spans.ts';
import { tabLine } from './tabs.ts';
import type { Given, Scene, View } from './view.ts';

export const headerRows = 3;

/** Beats come every 5 s; what is older than this is not called live. */
const liveMs = 8_000;

/** Whose picture it is and how old, how far the work is, when it ends, and the views. */
export function headerLines(scene: Scene, views: readonly View[]): readonly string[] {
  const cells = scene.size.columns;
  const paint = painter(scene.color);
  const { snapshot } = scene.data;
  const second = snapshot === null ? '' : spanLine(numberSpans(snapshot, scene), cells, paint);
  return [firstLine(scene), second, tabLine(scene, views)];
}

/** Fewer cells of the project's name tell nothing. */
const fewestOfName = 8;

/** How old the picture is stays whole, whatever else is shortened. */
function firstLine(scene: Scene): string {
  const cells = scene.size.columns;
  const life = lifeSpans(scene);
  const project = harmless(scene.data.project);
  const left = (name: number): number => cells - name - 2 - widthOf(life) - 2;
  const forms = progressForms(scene.data.snapshot);
  const right =
    forms.find((form) => widthOf(form) <= left(width(project))) ??
    forms.find((form) => widthOf(form) <= left(Math.min(width(project), fewestOfName))) ??
    [];
  const room = cells - widthOf(life) - 2 - (right.length === 0 ? 0 : widthOf(right) + 2);
  const name = { text: fit(project, Math.max(fewestOfName, room)), colour: 'bold' } as const;
  return twoEnds([name, { text: '  ' }, ...life], right, { cells, paint: painter(scene.color) });
}

function lifeSpans(scene: Given): readonly Span[] {
  const { supervisor, heardAt } = scene.data;
  const age = shortDuration(scene.now - heardAt);
  if (supervisor === 'opening') return [{ text: 'opening …', colour: 'dim' }];
  if (supervisor === 'starting')
    return [{ text: `${signText('slow', scene.unicode)} czar is starting`, colour: 'yellow' }];
  if (supervisor === 'dead') return [{ text: goneText(scene, age), colour: 'red' }];
  if (supervisor === 'stale')
    return [
      {
        text: `${signText('wrong', scene.unicode)} czar does not answer: this is ${age} old`,
        colour: 'red',
      },
    ];
  return aliveSpans(scene, age);
}

/** What helps comes before what may be cut. */
function goneText({ size, data, unicode }: Given, age: string): string {
  const sign = signText('gone', unicode);
  if (size.columns < fullGoneCells) return `${sign} czar is not running (: start)`;
  const seen = data.snapshot === null ? 'was never started' : `last seen ${age} ago`;
  return `${sign} czar is not running: ${seen} (: start)`;
}

/** With a short name before it, the longest of them fits. */
const fullGoneCells = 70;

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

/** From the widest to the narrowest. */
function progressForms(snapshot: Snapshot | null): readonly (readonly Span[])[] {
  if (snapshot === null) return [];
  const { counts } = snapshot;
  const all = wanted(counts);
  if (all === 0) return [[{ text: 'no task yet', colour: 'dim' }]];
  const full = Math.min(barCells, Math.floor((barCells * counts.merged) / all));
  const count = { text: `${counts.merged}/${all} merged`, colour: 'bold' } as const;
  const bar = `[${'#'.repeat(full)}${'.'.repeat(barCells - full)}] `;
  return [[{ text: bar, colour: 'green' }, count], [count]];
}

/** What needs somebody stays longest on a narrow screen. */
function numberSpans(snapshot: Snapshot, scene: Given): readonly Span[] {
  const { full, plain, brief, waitsForPerson } = endingOf(snapshot, scene);
  const cells = scene.size.columns;
  const counts = countGroups(snapshot);
  const facts = [...factGroups(snapshot), ...requestGroups(snapshot, scene.now)];
  const line = (end: readonly Span[], most: number): readonly Span[] => {
    const groups = [...counts, { spans: end, leaveOut: 1 }, ...facts].filter(
      ({ leaveOut }) => leaveOut <= most,
    );
    return fittingGroups(groups, '  ', Number.POSITIVE_INFINITY);
  };
  const isWide = widthOf(line(full, Number.POSITIVE_INFINITY)) <= cells;
  const hasRoom = widthOf(line(plain, leastCount)) <= cells;
  // The first count says already that it waits for somebody.
  const isSaid = !isWide && !hasRoom && waitsForPerson && snapshot.questions.length > 0;
  const end = { spans: isWide ? full : hasRoom ? plain : brief, leaveOut: isSaid ? leastCount + 1 : 1 };
  return fittingGroups(
    [...counts, end, ...facts].filter(({ spans }) => spans.length > 0),
    '  ',
    cells,
  );
}

/** The count that goes first: none is left out for a longer word about the end. */
const leastCount = 8.2;

function countGroups(snapshot: Snapshot): readonly Group[] {
  const { counts, questions, workers, conflicts = [] } = snapshot;
  const limited = workers.filter(
    ({ activity, limitedUntil }) => activity === 'limited' || limitedUntil !== undefined,
  ).length;
  const held = heldWords(snapshot);
  const numbers: readonly (readonly [number, string, Span['colour'], number])[] = [
    [questions.length, 'for you', 'yellow', 0],
    [runningCount(snapshot), 'running', undefined, 4],
    ...(['stuck', 'crashed', 'out'] as const).map((word) => [held.get(word) ?? 0, word, 'red', 3.5] as const),
    [counts.ready, 'ready', undefined, 5],
    [counts.inReview, 'in review', undefined, 6],
    [counts.blocked, 'blocked', 'red', 2],
    [counts.failed, 'failed', 'red', 3],
    [counts.waiting, 'waiting', undefined, leastCount],
    [limited, 'limited', 'cyan', 7],
    [conflicts.length, conflicts.length === 1 ? 'conflict' : 'conflicts', 'yellow', 8],
  ];
  return numbers
    .filter(([count]) => count > 0)
    .map(([count, word, colour, leaveOut]) => ({
      leaveOut,
      spans: [{ text: `${count} ${word}`, ...(colour === undefined ? {} : { colour }) }],
    }));
}

/** With less than this left, what the forge says may soon be old. */
const scarceShare = 0.4;

function requestGroups({ requests }: Snapshot, now: number): readonly Group[] {
  if (requests === undefined || requests.resetAt <= now) return [];
  const { remaining, limit, resetAt } = requests;
  const isScarce = remaining < limit * scarceShare;
  const text = `GitHub ${remaining}/${limit} requests, more in ${shortDuration(resetAt - now)}`;
  return [{ leaveOut: isScarce ? 8.5 : 13, spans: [{ text, colour: isScarce ? 'yellow' : 'dim' }] }];
}

function factGroups(snapshot: Snapshot): readonly Group[] {
  const { restarts, integration } = snapshot;
  const { omnibus, omnibusState } = integration;
  const facts: readonly (readonly [number, string])[] = [
    ...costSegments(snapshot).map((text) => [9, text] as const),
    ...(restarts === 0 ? [] : [[11, counted(restarts, 'restart')] as const]),
    ...(omnibus === null ? [] : [[12, `omnibus #${omnibus} ${omnibusState}`] as const]),
  ];
  return facts.map(([leaveOut, text]) => ({ leaveOut, spans: [{ text, colour: 'dim' }] }));
}
