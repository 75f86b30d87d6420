import { shortDuration } from '../../domain/units.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { fit, harmless } from '../cells.ts';
import { painter } from '../paint.ts';
import { shownSince } from '../held-tasks.ts';
import { taskWaits } from '../waits-for.ts';
import { gridOf, type GridColumn } from './grid.ts';
import { taskKeys } from './keys-task.ts';
import { signColumn, wordColumn } from './sign-columns.ts';
import { taskSign, taskUrgency, type Sign } from './signs.ts';
import { emptyContent, wantsNothing, type Content, type Scene, type Size, type View } from './view.ts';

export const queue: View = {
  name: 'queue',
  key: '6',
  title: 'Queue',
  help: [
    'Every task in the order in which it is taken: what needs you and what runs first, then by priority (a lower number is sooner), then what is done.',
    '+ adds a task, e edits its text, s says who does it.',
  ],
  keys: [
    {
      key: '+',
      short: 'add',
      says: 'add a task (czar add)',
      press: () => ({ do: 'palette', text: 'add ' }),
    },
    ...taskKeys,
  ],
  content,
  wants: () => wantsNothing,
};

function columnsOf(snapshot: Snapshot, { unicode, now }: Scene): readonly GridColumn<TaskRow>[] {
  const sign = (row: TaskRow): Sign => taskSign(row, snapshot, unicode);
  return [
    signColumn(sign),
    { title: 'PRIO', min: 4, max: 5, align: 'right', leaveOut: 2, text: ({ priority }) => String(priority) },
    { title: 'TASK', min: 12, max: 40, leaveOut: 0, text: ({ task }) => harmless(task) },
    wordColumn({ title: 'STATE', min: 9, max: 10, leaveOut: 0, sign }),
    {
      title: 'WHO',
      min: 8,
      max: 16,
      leaveOut: 1,
      text: ({ worker, assignee }) => harmless(worker ?? assignee ?? 'anyone'),
    },
    {
      title: 'SINCE',
      min: 5,
      max: 6,
      align: 'right',
      leaveOut: 5,
      text: (row) => shortDuration(now - shownSince(row, snapshot)),
    },
    {
      title: 'TRY',
      min: 3,
      max: 3,
      align: 'right',
      leaveOut: 7,
      text: ({ attempt }) => (attempt === 0 ? '-' : String(attempt)),
    },
    { title: 'PR', min: 4, max: 6, leaveOut: 6, text: ({ pr }) => (pr === null ? '-' : `#${pr}`) },
    {
      title: 'WAITS FOR',
      min: 10,
      max: 40,
      leaveOut: 3,
      text: (row) => taskWaits(row, snapshot) || harmless(row.note ?? '') || '-',
    },
    { title: 'TITLE', min: 12, max: 80, leaveOut: 4, text: ({ title }) => harmless(title) },
  ];
}

/** Enough to tell how wide the columns have to be. */
const sampleRows = 200;

const sorted = new WeakMap<Snapshot, readonly TaskRow[]>();

/** Sorted once for the same picture: a queue may be thousands of tasks long. */
function inOrder(snapshot: Snapshot): readonly TaskRow[] {
  const known = sorted.get(snapshot);
  if (known !== undefined) return known;
  const rows = snapshot.tasks
    .map((row) => ({ row, urgency: taskUrgency(row, snapshot) }))
    .sort((a, b) => a.urgency - b.urgency || a.row.priority - b.row.priority)
    .map(({ row }) => row);
  sorted.set(snapshot, rows);
  return rows;
}

function content(scene: Scene, body: Size): Content {
  const { snapshot } = scene.data;
  if (snapshot === null) return emptyContent('no picture yet');
  const rows = inOrder(snapshot);
  const paint = painter(scene.color);
  const grid = gridOf({
    columns: columnsOf(snapshot, scene),
    sample: rows.slice(0, sampleRows),
    cells: body.columns,
    kept: { rows, now: scene.now },
  });
  const notQueued = snapshot.notQueued.length === 0 ? [] : [notQueuedLine(snapshot, scene, body)];
  return {
    head: [...notQueued, paint('dim', fit(`  ${grid.head}`, body.columns))],
    rows: rows.map((row) => ({
      id: row.task,
      search: () =>
        `${row.task} ${row.status} ${taskSign(row, snapshot, true).word} ${row.worker ?? ''} ${row.assignee ?? ''} ${row.title}`,
      line: (own) => grid.line(row, own),
      open: { do: 'open', view: 'task', about: row.task },
    })),
    foot: () => [],
    empty: 'the queue is empty (+ adds a task)',
  };
}

function notQueuedLine({ notQueued }: Snapshot, { color }: Scene, { columns }: Size): string {
  return painter(color)(
    'yellow',
    fit(`not queued: ${notQueued.slice(0, columns).map(harmless).join(', ')}`, columns),
  );
}
