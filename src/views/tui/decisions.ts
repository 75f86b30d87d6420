import { fit } from '../cells.ts';
import { painter } from '../paint.ts';
import { entriesOf, overrideKeys, type LogEntry } from './entries.ts';
import { entryColumns, outcomeColumn } from './entry-columns.ts';
import { gridOf, type GridColumn } from './grid.ts';
import type { Content, Scene, Size, View } from './view.ts';

export const decisions: View = {
  name: 'decisions',
  key: '5',
  title: 'Decisions',
  help: [
    'What Czar chose to do and why, the newest first. Enter shows what it rests on and what came of it.',
    'The keys of a task and of a worker work on the one that the decision is about: that is how one is overridden.',
  ],
  keys: overrideKeys,
  content: (scene, body) => {
    const chosen = (scene.data.rows === null ? [] : entriesOf(scene.data.rows)).filter(
      ({ kind }) => kind === 'decided' || kind === 'begins',
    );
    return entryList({ scene, body, entries: chosen, columns: [...entryColumns(scene), outcomeColumn()] });
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
    const entries = scene.data.rows === null ? [] : entriesOf(scene.data.rows);
    return entryList({ scene, body, entries, columns: entryColumns(scene) });
  },
  wants: () => ({ peek: null, why: null, journal: true }),
};

interface List {
  readonly scene: Scene;
  readonly body: Size;
  readonly entries: readonly LogEntry[];
  readonly columns: readonly GridColumn<LogEntry>[];
}

/** Enough to tell how wide the columns have to be. */
const sampleRows = 300;

function entryList({ scene, body, entries, columns }: List): Content {
  const grid = gridOf({ columns, sample: entries.slice(0, sampleRows), cells: body.columns });
  return {
    head: [painter(scene.color)('dim', fit(`  ${grid.head}`, body.columns))],
    rows: entries.map((entry) => ({
      id: entry.id,
      search: () => `${entry.kind} ${entry.worker ?? ''} ${entry.task ?? ''} ${entry.what} ${entry.why}`,
      line: (own) => grid.line(entry, own),
      open: { do: 'open', view: 'entry', about: entry.id },
    })),
    foot: () => [],
    empty: scene.data.rows === null ? 'reading the journal …' : 'nothing yet',
  };
}
