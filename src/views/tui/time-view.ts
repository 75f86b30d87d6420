import { whatWords } from '../action-words.ts';
import { fit, harmless, padded, width } from '../cells.ts';
import { painter, type Paint } from '../paint.ts';
import { timeText } from './entries.ts';
import { workerKeys } from './keys-worker.ts';
import { emptyText } from './overview.ts';
import { fittingGroups, joined, spanLine, widthOf, type Group } from './spans.ts';
import {
  lanesOf,
  markOf,
  marksIn,
  marksInOrder,
  marksSeen,
  overlaid,
  stretchesIn,
  waitsIn,
  windowOf,
  type Lane,
  type Mark,
  type Window,
} from './timeline-lanes.ts';
import { clockText } from './times.ts';
import {
  emptyContent,
  type Action,
  type Content,
  type Scene,
  type Size,
  type View,
  type ViewKey,
} from './view.ts';

const minute = 60_000;
const spans: readonly (readonly [number, string])[] = [
  [minute, '1m'],
  [2 * minute, '2m'],
  [5 * minute, '5m'],
  [10 * minute, '10m'],
  [20 * minute, '20m'],
  [40 * minute, '40m'],
  [60 * minute, '1h'],
  [2 * 60 * minute, '2h'],
  [4 * 60 * minute, '4h'],
  [8 * 60 * minute, '8h'],
  [12 * 60 * minute, '12h'],
  [24 * 60 * minute, '1d'],
  [2 * 24 * 60 * minute, '2d'],
  [4 * 24 * 60 * minute, '4d'],
  [7 * 24 * 60 * minute, '7d'],
];

/** Begins as the shortest that shows the whole run; the zoom of the place counts from there. */
function stepOf({ data: { snapshot }, now, place }: Scene): number {
  const runMs = now - (snapshot?.startedAt ?? now);
  const whole = spans.findIndex(([ms]) => ms >= runMs);
  return within((whole < 0 ? spans.length - 1 : whole) + place.zoom - unzoomed);
}

/** What a place begins with. */
const unzoomed = 1;

function within(step: number): number {
  return Math.max(0, Math.min(spans.length - 1, step));
}

function spanOf(scene: Scene): readonly [number, string] {
  return spans[stepOf(scene)] ?? [60 * minute, '1h'];
}

/** By a quarter of what is seen; never into the time to come. */
function shifting(direction: 1 | -1): ViewKey['press'] {
  return (scene): Action => {
    const byMs = (direction * spanOf(scene)[0]) / 4;
    return { do: 'place', patch: { shiftMs: Math.max(0, scene.place.shiftMs + byMs) } };
  };
}

function zooming(by: 1 | -1): ViewKey['press'] {
  return (scene): Action => {
    const step = stepOf(scene);
    return { do: 'place', patch: { zoom: scene.place.zoom + within(step + by) - step } };
  };
}

const axisKeys: readonly ViewKey[] = [
  { key: 'h', short: '', says: 'back in time; left too', press: shifting(1) },
  { key: 'left', short: '', says: '', press: shifting(1) },
  { key: 'l', bar: 'h l', short: 'time', says: 'forward in time; right too', press: shifting(-1) },
  { key: 'right', short: '', says: '', press: shifting(-1) },
  { key: '+', bar: '+ -', short: 'zoom', says: 'nearer', press: zooming(-1) },
  { key: '-', short: '', says: 'farther', press: zooming(1) },
  {
    key: '0',
    short: 'now',
    says: 'to now',
    press: () => ({ do: 'place', patch: { shiftMs: 0 } }),
  },
];

export const timeline: View = {
  name: 'timeline',
  key: '4',
  title: 'Timeline',
  short: 'Time',
  help: [
    'What happened to each worker when: one letter for the weightiest thing in each place, and how long it was slow, stuck or without its agent. Below, the newest events of the selected worker in that time.',
    'Enter opens the worker.',
    `The letters: ${marksInOrder.map(({ text, says }) => `${text} ${says}`).join(', ')}.`,
  ],
  keys: [
    ...axisKeys,
    ...workerKeys.filter(({ key }) => 'aA'.includes(key)).map((key) => ({ ...key, short: '' })),
  ],
  content,
  wants: () => ({ peek: null, why: null, journal: true }),
};

const project = '(project)';

function content(scene: Scene, body: Size): Content {
  const { snapshot, rows } = scene.data;
  if (snapshot === null) return emptyContent(emptyText(scene));
  if (rows === null) return emptyContent('reading the journal …');
  const to = scene.now - scene.place.shiftMs;
  const lanes = lanesOf(rows, snapshot);
  const label = Math.min(16, Math.max(9, ...lanes.map(({ worker }) => width(harmless(worker ?? project)))));
  const cells = Math.max(4, body.columns - label - 4);
  const window = windowOf(to, spanOf(scene)[0], cells);
  return {
    head: [
      ...legend(scene, body, marksShown(lanes, window, scene)),
      axisLine(window, scene, { label, cells }),
    ],
    rows: lanes.map((lane) => ({
      id: lane.worker ?? project,
      search: () => lane.worker ?? project,
      line: (paint) => laneLine(lane, { window, label, cells, paint, scene }),
      open: lane.worker === null ? null : { do: 'open', view: 'worker', about: lane.worker },
    })),
    foot: (selected) => eventLines(lanes, selected, { scene, window, body }),
    empty: 'no worker yet',
  };
}

/** What the letters in sight mean, whole words only, on as many lines as they take. The help has all of them. */
export function legend(scene: Scene, { columns, rows }: Size, seen: ReadonlySet<Mark>): readonly string[] {
  const words = marksInOrder
    .filter((mark) => seen.has(mark))
    .map(
      ({ text, says, colour }, index): Group => ({
        spans: [{ text, colour }, { text: ` ${says}` }],
        leaveOut: index + 1,
      }),
    );
  const paint = painter(scene.color);
  const span = { text: padded(`${spanOf(scene)[1]} in sight`, spanCells), colour: 'bold' } as const;
  const room = columns - spanCells;
  return wordLines(words, room, legendLines(rows)).map((line, index) =>
    spanLine(
      [index === 0 ? span : { text: ' '.repeat(spanCells) }, ...fittingGroups(line, '  ', room)],
      columns,
      paint,
    ),
  );
}

/** At least one line; the last one of the most there are loses words where it is too short. */
function wordLines(words: readonly Group[], room: number, most: number): readonly (readonly Group[])[] {
  if (most === 1) return [words];
  const first = words.filter((_word, index) => isWithin(words.slice(0, index + 1), room));
  const rest = words.slice(first.length);
  return rest.length === 0 ? [first] : [first, ...wordLines(rest, room, most - 1)];
}

/** What is explained must not push out what it explains. */
function legendLines(rows: number): number {
  return Math.max(1, Math.min(mostLegendLines, Math.floor(rows / LINES_PER_LEGEND)));
}

const mostLegendLines = 3;
const LINES_PER_LEGEND = 5;

/** "20m in sight", and a gap. */
const spanCells = 14;

function isWithin(words: readonly Group[], cells: number): boolean {
  const texts = words.map(({ spans: all }) => all);
  return widthOf(joined(texts, '  ')) <= cells;
}

interface Axis {
  readonly label: number;
  readonly cells: number;
}

/** The time of day at every place where there is room for it. */
function axisLine({ from, to }: Window, { color, zoneMs }: Scene, { label, cells }: Axis): string {
  const every = 12;
  const perCell = (to - from) / cells;
  const seconds = every * perCell < minute;
  let text = ' '.repeat(label + 4);
  for (let place = 0; place + (seconds ? 8 : 5) <= cells; place += every)
    text += padded(clockText(from + place * perCell, zoneMs, seconds), Math.min(every, cells - place));
  return painter(color)('dim', fit(text.trimEnd(), label + 4 + cells));
}

interface Drawn extends Axis {
  readonly window: Window;
  readonly paint: Paint;
  readonly scene: Scene;
}

/** All marks that stand on some lane: of what happened, of what lasts, and of waiting for an answer. */
function marksShown(lanes: readonly Lane[], window: Window, scene: Scene): ReadonlySet<Mark> {
  const waits = lanes.flatMap((lane) => waitMarks(lane, { window, cells: 1, scene }));
  return new Set([...marksSeen(lanes, window), ...waits.filter((mark) => mark !== null)]);
}

function waitMarks(
  { worker }: Lane,
  { window, cells, scene }: Pick<Drawn, 'window' | 'cells' | 'scene'>,
): readonly (Mark | null)[] {
  const { snapshot, supervisor } = scene.data;
  if (snapshot === null) return [];
  // A picture of somebody who rests is not made anew: what it says still holds.
  const at = Math.max(snapshot.at, supervisor === 'alive' ? scene.now : 0);
  return waitsIn(worker, { ...snapshot, at }, { ...window, cells });
}

function laneMarks(lane: Lane, drawn: Drawn): readonly (Mark | null)[] {
  const { window, cells } = drawn;
  const happened = marksIn(lane.rows, window, cells);
  const waits = waitMarks(lane, drawn);
  return stretchesIn(lane, window, cells).map((lasts, place) =>
    overlaid(lasts ?? waits[place] ?? null, happened[place] ?? null),
  );
}

function laneLine(lane: Lane, drawn: Drawn): string {
  const { worker } = lane;
  const { label, paint, scene } = drawn;
  const blank = scene.unicode ? '·' : ' ';
  const axis = laneMarks(lane, drawn);
  let line = `${padded(harmless(worker ?? project), label)}  `;
  // Places without a mark are painted together: a colour for each would be most of what is written.
  for (let from = 0; from < axis.length; ) {
    const mark = axis[from] ?? null;
    let until = from + 1;
    while (until < axis.length && (axis[until] ?? null) === mark) until += 1;
    line += paint(mark?.colour ?? 'dim', (mark?.text ?? blank).repeat(until - from));
    from = until;
  }
  return line;
}

interface Below {
  readonly scene: Scene;
  readonly window: Window;
  readonly body: Size;
}

/** The newest events of a lane in the window. */
function eventLines(
  lanes: readonly Lane[],
  selected: string | null,
  { scene, window, body }: Below,
): readonly string[] {
  const count = Math.min(10, Math.floor(body.rows / 3));
  if (count < 3) return [];
  const paint = painter(scene.color);
  const lane = lanes.find(({ worker }) => (worker ?? project) === selected);
  const seen = (lane?.rows ?? []).filter(({ at }) => at >= window.from && at <= window.to);
  const lines = seen
    .slice(-(count - 1))
    .reverse()
    .map((row) => {
      const mark = markOf(row);
      return spanLine(
        [
          { text: `${timeText(row.at, scene)} `, colour: 'dim' },
          { text: `${mark.text} `, colour: mark.colour },
          {
            text: `${row.task === null ? '' : `${harmless(row.task)}: `}${harmless(whatWords(row))}: ${harmless(row.why)}`,
          },
        ],
        body.columns,
        paint,
      );
    });
  const rule = paint('dim', (scene.unicode ? '─' : '-').repeat(body.columns));
  return [rule, ...lines, ...Array.from({ length: Math.max(0, count - 1 - lines.length) }, () => '')];
}
