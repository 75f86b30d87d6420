import type { ConflictRow, Snapshot } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';
import { conflictMatrix, conflictsHead, sinceText } from '../conflicts.ts';
import { painter } from '../paint.ts';
import { pageOf, type Page } from './page.ts';
import type { Span } from './spans.ts';
import {
  emptyContent,
  wantsNothing,
  type Action,
  type Content,
  type Row,
  type Scene,
  type Size,
  type View,
} from './view.ts';

export const conflictsView: View = {
  name: 'conflicts',
  key: '8',
  title: 'Conflicts',
  help: [
    'Which work under way does not merge with which, before anybody tries: the same as czar conflicts. Both workers were told.',
    'In the matrix a number of files conflicts, . merges, ? is not known; the last column is the integration branch. Below, each conflict: Enter on a name goes to its task.',
  ],
  keys: [],
  content,
  wants: () => wantsNothing,
};

function content(scene: Scene, body: Size): Content {
  const { snapshot } = scene.data;
  if (snapshot === null) return emptyContent('no picture yet');
  const page = pageOf(scene, body.columns);
  const room = { columns: Math.max(1, body.columns - 2), most: Math.max(1, Math.floor(body.rows / 2) - 2) };
  const matrix = conflictMatrix(snapshot, room);
  const head = page.line([{ text: conflictsHead(snapshot), colour: 'bold' }]);
  return {
    head: [head.line(painter(scene.color))],
    rows: [
      ...matrix.map((text) => page.line([{ text }])),
      ...(snapshot.conflicts ?? []).flatMap((row) => [
        page.blank(),
        ...conflictRows(row, { scene, snapshot, page }),
      ]),
      ...unknownRows(snapshot, page),
    ],
    foot: () => [],
    empty: 'no work under way to compare',
  };
}

interface Context {
  readonly scene: Scene;
  readonly snapshot: Snapshot;
  readonly page: Page;
}

/** Each of the two tasks is a way to go. */
function conflictRows(row: ConflictRow, { scene, snapshot, page }: Context): readonly Row[] {
  const { tasks, files, fileCount } = row;
  const [one = '', other] = tasks;
  const id = tasks.join(' ');
  const name = (task: string): string => {
    const worker = snapshot.workers.find((seat) => seat.task === task)?.worker;
    return worker === undefined ? harmless(task) : `${harmless(task)} (${harmless(worker)})`;
  };
  const first: readonly Span[] = [
    { text: name(one), colour: 'yellow' },
    { text: `  ${counted(fileCount, 'file')}, ${sinceText(row, scene.now)}` },
  ];
  const more = fileCount - files.length;
  return [
    page.choice(`${id} 1`, first, taskAction(one)),
    other === undefined
      ? page.line([{ text: '  conflicts with the integration branch' }])
      : page.choice(
          `${id} 2`,
          [{ text: '  conflicts with ' }, { text: name(other), colour: 'yellow' }],
          taskAction(other),
        ),
    ...files.map((file) => page.line([{ text: `    ${harmless(file)}`, colour: 'dim' }])),
    ...(more > 0 ? [page.line([{ text: `    and ${more} more`, colour: 'dim' }])] : []),
  ];
}

function taskAction(task: string): Action {
  return { do: 'open', view: 'task', about: task };
}

const mostUnknown = 20;

function unknownRows({ compared }: Snapshot, page: Page): readonly Row[] {
  const unknown = compared?.unknown ?? [];
  if (unknown.length === 0) return [];
  return [
    page.blank(),
    ...unknown
      .slice(0, mostUnknown)
      .map(({ tasks, because }) =>
        page.line([{ text: `not known: ${tasks.map(harmless).join(' and ')}: ${harmless(because)}` }]),
      ),
  ];
}
