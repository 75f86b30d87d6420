import { isHousekeeping, isLook, whatWords } from '../action-words.ts';
import { fit, harmless } from '../cells.ts';
import { painter } from '../paint.ts';
import { wrapped } from '../questions.ts';
import { entriesOf, overrideKeys, timeText, type LogEntry } from './entries.ts';
import { entryColumns, kindSign, outcomeSign } from './entry-columns.ts';
import { gridOf, type GridColumn } from './grid.ts';
import { signColumn } from './sign-columns.ts';
import { spanLine } from './spans.ts';
import type { Content, Scene, Size, View } from './view.ts';

/** Enough to tell how wide the columns have to be. */
const sampleRows = 300;

const worth = new WeakMap<readonly LogEntry[], readonly LogEntry[]>();

/** Without looks at screens: there may be two a second, and what they found stands elsewhere. Chosen once for the same entries. */
function worthTelling(entries: readonly LogEntry[]): readonly LogEntry[] {
  const known = worth.get(entries) ?? entries.filter((entry) => !isLook(entry));
  worth.set(entries, known);
  return known;
}

const decided = new WeakMap<readonly LogEntry[], readonly LogEntry[]>();

function decidedIn(entries: readonly LogEntry[]): readonly LogEntry[] {
  const known =
    decided.get(entries) ??
    entries.filter(
      (entry) => entry.kind === 'decided' || (entry.kind === 'begins' && !isHousekeeping(entry)),
    );
  decided.set(entries, known);
  return known;
}

export const decisions: View = {
  name: 'decisions',
  key: '5',
  title: 'Decisions',
  short: 'Decided',
  help: [
    'What Czar chose to do and why, the newest first. Enter shows what it rests on and what came of it.',
    'The sign in front says what came of it: done, failed, or still under way. The keys of a task and of a worker work on the one that the decision is about: that is how one is overridden.',
  ],
  keys: overrideKeys,
  content: (scene, body) => {
    const chosen = scene.data.rows === null ? [] : decidedIn(worthTelling(entriesOf(scene.data.rows)));
    const columns = [
      signColumn<LogEntry>((entry) => outcomeSign(entry, scene.unicode)),
      ...entryColumns(scene, chosen.slice(0, sampleRows)),
    ];
    return entryList({ scene, body, entries: chosen, columns });
  },
  wants: () => ({ peek: null, why: null, journal: true }),
};

export const logs: View = {
  name: 'logs',
  key: '7',
  title: 'Log',
  help: [
    'Everything that was seen, decided and done, the newest first: the same as czar log. / filters it, Enter shows all of an entry.',
  ],
  keys: overrideKeys,
  content: (scene, body) => {
    const entries = scene.data.rows === null ? [] : worthTelling(entriesOf(scene.data.rows));
    const columns = [
      signColumn<LogEntry>((entry) => kindSign(entry, scene.unicode)),
      ...entryColumns(scene, entries.slice(0, sampleRows)),
    ];
    return entryList({ scene, body, entries, columns });
  },
  wants: () => ({ peek: null, why: null, journal: true }),
};

interface List {
  readonly scene: Scene;
  readonly body: Size;
  readonly entries: readonly LogEntry[];
  readonly columns: readonly GridColumn<LogEntry>[];
}

function entryList({ scene, body, entries, columns }: List): Content {
  const grid = gridOf({
    columns,
    sample: entries.slice(0, sampleRows),
    cells: body.columns,
    kept: { rows: entries, now: scene.now },
  });
  return {
    head: [painter(scene.color)('dim', fit(`  ${grid.head}`, body.columns))],
    rows: entries.map((entry) => ({
      id: entry.id,
      search: () =>
        `${entry.kind} ${entry.worker ?? ''} ${entry.task ?? ''} ${whatWords(entry)} ${entry.why}`,
      line: (own) => grid.line(entry, own),
      open: { do: 'open', view: 'entry', about: entry.id },
    })),
    foot: (selected) => wholeEntry(entries.find(({ id }) => id === selected) ?? null, scene, body),
    empty: scene.data.rows === null ? 'reading the journal …' : 'nothing yet',
  };
}

const wholeRows = 5;
/** On fewer rows the list needs all of them. */
const fewestForWhole = 16;

/** The selected entry with its whole reason: on a narrow screen a row holds only its beginning. */
function wholeEntry(entry: LogEntry | null, scene: Scene, body: Size): readonly string[] {
  if (body.rows < fewestForWhole) return [];
  const paint = painter(scene.color);
  const rule = paint('dim', (scene.unicode ? '─' : '-').repeat(body.columns));
  const lines = entry === null ? [] : entryWords(entry, scene, body);
  const shown = lines.slice(0, wholeRows - 1);
  return [rule, ...shown, ...Array.from({ length: wholeRows - 1 - shown.length }, () => '')];
}

function entryWords(entry: LogEntry, scene: Scene, { columns }: Size): readonly string[] {
  const paint = painter(scene.color);
  const came = outcomeSign(entry, scene.unicode);
  const about = [entry.worker, entry.task]
    .filter((name) => name !== null)
    .map((name) => harmless(name ?? ''));
  const said = entry.outcome === null ? '' : `: ${harmless(entry.outcome.why)}`;
  return [
    spanLine(
      [
        { text: `${timeText(entry.at, scene)}  ${entry.kind}  `, colour: 'dim' },
        { text: harmless(whatWords(entry)), colour: 'bold' },
        { text: about.length === 0 ? '' : `  ${[...new Set(about)].join('  ')}` },
      ],
      columns,
      paint,
    ),
    ...wrapped(harmless(entry.why), '', columns),
    ...(came.word === ''
      ? []
      : [spanLine([{ text: `${came.word}${said}`, colour: came.colour }], columns, paint)]),
  ];
}
