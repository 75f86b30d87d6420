import { whatWords } from '../action-words.ts';
import { harmless } from '../cells.ts';
import { painter } from '../paint.ts';
import { entriesOf, entryNamed, overrideKeys, timeText, type LogEntry } from './entries.ts';
import { aboutPlace } from './keys-place.ts';
import { evidenceRows } from './evidence.ts';
import { pageOf, type Page } from './page.ts';
import { emptyContent, type Content, type Row, type Scene, type Size, type View } from './view.ts';

export const entryPage: View = {
  name: 'entry',
  key: '',
  title: 'Entry',
  help: ['One thing that was decided, begun or seen: why, what it rests on, and what came of it.'],
  keys: aboutPlace(overrideKeys),
  content,
  wants: () => ({ peek: null, why: null, journal: true }),
};

function content(scene: Scene, body: Size): Content {
  const entry = entryNamed(scene, scene.place.about);
  if (entry === null) return emptyContent('it is too old to be shown here (czar log)');
  const page = pageOf(scene, body.columns);
  const head = page.line([
    { text: `${timeText(entry.at, scene)}  ${entry.kind}  `, colour: 'dim' },
    { text: harmless(whatWords(entry)), colour: 'bold' },
  ]);
  const evidence = evidenceRows(entry.evidence, { page, scene });
  return {
    head: [head.line(painter(scene.color))],
    rows: [
      ...page.text(harmless(entry.why)),
      page.blank(),
      ...names(entry, page),
      ...(evidence.length === 0 ? [] : [page.blank(), page.title('RESTS ON'), ...evidence]),
      ...chain(entry, scene, page),
    ],
    foot: () => [],
    empty: '',
  };
}

function names({ task, worker }: LogEntry, page: Page): readonly Row[] {
  const name = (view: 'task' | 'worker', about: string | null): readonly Row[] =>
    about === null
      ? []
      : [
          page.choice(`${view}:${about}`, [{ text: `${view}  ${harmless(about)}` }], {
            do: 'open',
            view,
            about,
          }),
        ];
  return [...name('task', task), ...name('worker', worker)];
}

const mostInChain = 50;

/** What led to it, and what it led to. */
function chain(entry: LogEntry, scene: Scene, page: Page): readonly Row[] {
  const causes = [entry.cause, entry.decision].filter((cause) => cause !== null);
  const same = entriesOf(scene.data.rows ?? []).filter(
    ({ cause, decision, id }) =>
      id !== entry.id && (causes.includes(cause ?? '') || causes.includes(decision ?? '')),
  );
  if (same.length === 0) return [];
  return [
    page.blank(),
    page.title('BEFORE AND AFTER'),
    ...same.slice(0, mostInChain).map((row) =>
      page.choice(
        row.id,
        [
          { text: `${timeText(row.at, scene)}  ${row.kind}  `, colour: 'dim' },
          {
            text: `${harmless(whatWords(row))}: ${harmless(row.why)}`,
            ...(row.kind === 'failed' ? { colour: 'red' as const } : {}),
          },
        ],
        { do: 'open', view: 'entry', about: row.id },
      ),
    ),
  ];
}
