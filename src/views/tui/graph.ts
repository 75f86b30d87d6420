import { shortDuration } from '../../domain/units.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { fit, fitList, harmless } from '../cells.ts';
import { taskWaits } from '../waits-for.ts';
import { shownSince } from '../held-tasks.ts';
import { heldUpCount } from '../held-up.ts';
import { painter } from '../paint.ts';
import { gridOf, type GridColumn } from './grid.ts';
import { endingOf } from './ending.ts';
import { taskKeys } from './keys-task.ts';
import { pathOf, type Path } from './path.ts';
import { signText, taskSign } from './signs.ts';
import { spanLine, widthOf, type Span } from './spans.ts';
import { emptyContent, wantsNothing, type Content, type Scene, type Size, type View } from './view.ts';

export const graph: View = {
  name: 'graph',
  key: '3',
  title: 'Graph',
  help: [
    'Who waits for whom. Each task stands below the last one it waits for; the mark shows the critical path: the chain that ends last.',
    'When it ends is judged by what finished tasks took on average. Above: which task, once merged, sets most others free.',
  ],
  keys: [
    ...taskKeys,
    {
      key: 'o',
      short: 'only path',
      says: 'show the critical path only, or everything',
      press: ({ place }) => ({ do: 'place', patch: { zoom: place.zoom === 0 ? 1 : 0, top: 0 } }),
    },
  ],
  content,
  wants: () => wantsNothing,
};

interface Node {
  readonly row: TaskRow;
  readonly depth: number;
}

const deepest = 12;
/** Beyond it the order of the forest is not worth what it costs. */
const mostOpenShown = 20_000;

const forests = new WeakMap<Path, { readonly all: readonly Node[]; readonly path: readonly Node[] }>();

function forestOf(path: Path, onlyPath: boolean): readonly Node[] {
  const found = forests.get(path) ?? { all: forest(path, false), path: forest(path, true) };
  forests.set(path, found);
  return onlyPath ? found.path : found.all;
}

/** Open tasks, each behind the one it waits for last. The critical path comes first; what has no open predecessor begins a tree. */
function forest(path: Path, onlyPath: boolean): readonly Node[] {
  const critical = new Map(path.critical.map((task, index) => [task, index]));
  if (onlyPath)
    return path.critical.flatMap((task, index) => {
      const row = path.tasks.get(task);
      return row === undefined ? [] : [{ row, depth: index }];
    });
  const open = [...path.tasks.values()].filter(({ status }) => status !== 'merged' && status !== 'cancelled');
  const below = new Map<string | null, TaskRow[]>();
  for (const row of open) {
    const parent = parentOf(row, path, critical);
    const list = below.get(parent);
    if (list === undefined) below.set(parent, [row]);
    else list.push(row);
  }
  const first = ({ task }: TaskRow): number => (critical.has(task) ? 0 : 1);
  const stack: Node[] = [];
  const push = (parent: string | null, depth: number): void => {
    const rows = [...(below.get(parent) ?? [])].sort((a, b) => first(a) - first(b));
    for (const row of rows.reverse()) stack.push({ row, depth });
  };
  push(null, 0);
  const nodes: Node[] = [];
  const seen = new Set<string>();
  for (let node = stack.pop(); node !== undefined && nodes.length < mostOpenShown; node = stack.pop()) {
    if (seen.has(node.row.task)) continue;
    seen.add(node.row.task);
    nodes.push(node);
    push(node.row.task, node.depth + 1);
  }
  // Tasks of a cycle hang below each other, and below nothing that is shown.
  return [...nodes, ...open.filter(({ task }) => !seen.has(task)).map((row) => ({ row, depth: 0 }))];
}

function parentOf(
  { task, after }: TaskRow,
  { tasks, critical: chain }: Path,
  critical: ReadonlyMap<string, number>,
): string | null {
  const place = critical.get(task);
  if (place !== undefined) return chain[place - 1] ?? null;
  const open = after.filter((name) => {
    const status = tasks.get(name)?.status;
    return name !== task && status !== undefined && status !== 'merged' && status !== 'cancelled';
  });
  return open.at(-1) ?? null;
}

function columnsOf(scene: Scene, snapshot: Snapshot, path: Path): readonly GridColumn<Node>[] {
  const critical = new Set(path.critical);
  const { unicode, now } = scene;
  return [
    {
      title: '',
      min: 1,
      max: 1,
      leaveOut: 0,
      text: ({ row }) => (critical.has(row.task) ? signText('path', unicode) : ' '),
      colour: () => 'cyan',
    },
    {
      title: 'TASK',
      min: 16,
      max: 60,
      leaveOut: 0,
      text: ({ row, depth }) =>
        `${' '.repeat(2 * Math.min(depth, deepest))}${taskSign(row, snapshot, unicode).text} ${harmless(row.task)}`,
      colour: ({ row }) => taskSign(row, snapshot, unicode).colour,
    },
    {
      title: 'STATE',
      min: 9,
      max: 10,
      leaveOut: 0,
      text: ({ row }) => taskSign(row, snapshot, unicode).word,
    },
    {
      title: 'WORKER',
      min: 8,
      max: 16,
      leaveOut: 3,
      text: ({ row }) => harmless(row.worker ?? row.assignee ?? '-'),
    },
    {
      title: 'SINCE',
      min: 5,
      max: 6,
      align: 'right',
      leaveOut: 4,
      text: ({ row }) => shortDuration(now - shownSince(row, snapshot)),
    },
    ...edgeColumns(snapshot, path),
    { title: 'TITLE', min: 16, max: 60, leaveOut: 5, text: ({ row }) => harmless(row.title) },
  ];
}

function edgeColumns(snapshot: Snapshot, path: Path): readonly GridColumn<Node>[] {
  return [
    {
      title: 'HOLDS UP',
      min: 8,
      max: 8,
      align: 'right',
      leaveOut: 1,
      text: ({ row }) => String(heldUpCount(row.task, path.rows)),
    },
    {
      title: 'WAITS FOR',
      min: 12,
      max: 60,
      leaveOut: 2,
      text: ({ row }) => fit(taskWaits(row, snapshot), 60) || '-',
    },
  ];
}

/** Enough to tell how wide the columns have to be. */
const sampleRows = 200;

function content(scene: Scene, body: Size): Content {
  const { snapshot } = scene.data;
  if (snapshot === null) return emptyContent('no picture yet');
  const path = pathOf(snapshot);
  const nodes = forestOf(path, scene.place.zoom === 0);
  const paint = painter(scene.color);
  const grid = gridOf({
    columns: columnsOf(scene, snapshot, path),
    sample: nodes.slice(0, sampleRows),
    cells: body.columns,
    kept: { rows: nodes, now: scene.now },
  });
  return {
    head: [...summary(scene, snapshot, path), paint('dim', fit(`  ${grid.head}`, body.columns))],
    rows: nodes.map((node) => ({
      id: node.row.task,
      search: () => `${node.row.task} ${node.row.status} ${node.row.worker ?? ''} ${node.row.title}`,
      line: (own) => grid.line(node, own),
      open: { do: 'open', view: 'task', about: node.row.task },
    })),
    foot: () => [],
    empty:
      snapshot.counts.total === 0
        ? 'no task yet (: add <task>)'
        : 'nothing is open: every task is merged or cancelled',
  };
}

/** Two lines that answer: when does it end, and where does a hand help most. */
function summary(scene: Scene, snapshot: Snapshot, path: Path): readonly string[] {
  const paint = painter(scene.color);
  const { columns } = scene.size;
  const best = unblocksMost(path);
  const mark = { text: `${signText('path', scene.unicode)} `, colour: 'cyan' } as const;
  const lines = [
    ...(path.critical.length === 0
      ? []
      : [spanLine([mark, ...endSpans(scene, snapshot, path)], columns, paint)]),
    ...(best === null
      ? []
      : [
          spanLine(
            [
              { text: 'unblocks most: ', colour: 'bold' },
              { text: `${harmless(best.task)}, ${counted(best.count, 'task')} behind it` },
            ],
            columns,
            paint,
          ),
        ]),
  ];
  return lines;
}

/** The chain by its names as far as they fit, behind the time and, where there is room for both, its reason. */
function endSpans(scene: Scene, snapshot: Snapshot, { critical }: Path): readonly Span[] {
  const { full, plain } = endingOf(snapshot, scene);
  const names = { items: critical.slice(0, mostNames).map(harmless), count: critical.length };
  const forms = [
    { end: full, lead: ': ' },
    { end: plain, lead: '; chain: ' },
  ];
  for (const { end, lead } of forms) {
    const room = scene.size.columns - 2 - widthOf(end) - lead.length;
    const text = room < fewestOfNames ? '…' : fitList(names, room);
    if (!text.endsWith('…')) return [...end, { text: `${lead}${text}` }];
  }
  return full;
}

const mostNames = 50;
const fewestOfNames = 16;

const mostCandidates = 500;

interface Most {
  readonly task: string;
  readonly count: number;
}

const most = new WeakMap<Path, Most | null>();

function unblocksMost(path: Path): Most | null {
  const known = most.get(path);
  if (known !== undefined) return known;
  const found = mostOf(path);
  most.set(path, found);
  return found;
}

/** Among the tasks that wait for no other. */
function mostOf(path: Path): Most | null {
  const front = [...path.tasks.values()].filter(
    ({ status, waitingFor, task }) =>
      waitingFor.length === 0 && status !== 'merged' && status !== 'cancelled' && path.dependants.has(task),
  );
  let best: Most | null = null;
  for (const { task } of front.slice(0, mostCandidates)) {
    const count = heldUpCount(task, path.rows);
    if (count > (best?.count ?? 0)) best = { task, count };
  }
  return best;
}
