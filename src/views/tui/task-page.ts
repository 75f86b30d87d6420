import { shortDuration } from '../../domain/units.ts';
import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';
import { shownSince } from '../held-tasks.ts';
import { sinceText } from '../clock.ts';
import { painter } from '../paint.ts';
import { aboutPlace } from './keys-place.ts';
import { taskKeys, taskNamed } from './keys-task.ts';
import { nextText } from './overview.ts';
import { pageOf, type Page } from './page.ts';
import { questionRow } from './question-row.ts';
import { heldUpCount } from '../held-up.ts';
import { pathOf } from './path.ts';
import { allReasons, briefReasons } from './reasons.ts';
import { signText, taskSign } from './signs.ts';
import { emptyContent, type Content, type Row, type Scene, type Size, type View } from './view.ts';

export const taskPage: View = {
  name: 'task',
  key: '',
  title: 'Task',
  help: [
    'Everything about one task: where it is, why, what it waits for and what waits for it. Enter on a name goes there.',
  ],
  keys: aboutPlace(taskKeys),
  content,
  wants: ({ about }) => ({ peek: null, why: about, journal: false }),
};

function content(scene: Scene, body: Size): Content {
  const row = taskNamed(scene, scene.place.about);
  const { snapshot } = scene.data;
  if (row === null || snapshot === null)
    return emptyContent(
      `no task ${harmless(scene.place.about ?? '')} is to be seen (a finished one may be left out of the picture)`,
    );
  const page = pageOf(scene, body.columns);
  const sign = taskSign(row, snapshot, scene.unicode);
  const head = page.line([
    { text: `${sign.text} ${harmless(row.task)}  ${sign.word}`, colour: sign.colour },
    { text: ` ${sinceText(shownSince(row, snapshot), scene)}` },
    { text: `  ${harmless(row.title)}`, colour: 'dim' },
  ]);
  return {
    head: [head.line(painter(scene.color))],
    rows: [
      ...facts(row, { scene, snapshot, page }),
      ...edges(row, { scene, snapshot, page }),
      ...allReasons(scene, page),
    ],
    foot: () => [],
    empty: '',
  };
}

interface Context {
  readonly scene: Scene;
  readonly snapshot: Snapshot;
  readonly page: Page;
}

function facts(row: TaskRow, { scene, snapshot, page }: Context): readonly Row[] {
  const { now } = scene;
  const questions = snapshot.questions.filter(({ task }) => task === row.task);
  const next = snapshot.next.filter(({ about }) => about === row.task);
  const took = row.workMs + row.gateMs;
  return [
    ...questions.map((question) => questionRow(question, { page, scene })),
    ...next.map((step) => page.line([{ text: 'next: ', colour: 'cyan' }, { text: nextText(step, now) }])),
    ...(row.note === null ? [] : page.text(harmless(row.note))),
    ...briefReasons(scene, page),
    row.worker === null
      ? page.line([{ text: `worker    -${row.assignee === null ? '' : `  for ${harmless(row.assignee)}`}` }])
      : page.choice(`w:${row.worker}`, [{ text: `worker    ${harmless(row.worker)}` }], {
          do: 'open',
          view: 'worker',
          about: row.worker,
        }),
    page.line([
      {
        text: `queue     priority ${row.priority} (lower is sooner), ${row.assignee === null ? 'open to all' : `for ${harmless(row.assignee)}`}, ${row.kind}`,
      },
    ]),
    page.line([
      {
        text: `work      attempt ${row.attempt}, ${counted(row.commits, 'commit')} on ${harmless(row.branch ?? 'no branch yet')}${took === 0 ? '' : `, took ${shortDuration(took)}`}`,
      },
    ]),
    ...(row.pr === null
      ? []
      : [
          page.line([
            {
              text: `pull req. #${row.pr}${row.merged === null ? '' : `, merged as ${row.merged.slice(0, 8)}`}`,
            },
          ]),
        ]),
  ];
}

const mostNames = 200;

/** What is before it and behind it, each a way to go. */
function edges(row: TaskRow, { scene, snapshot, page }: Context): readonly Row[] {
  const path = pathOf(snapshot);
  const held = heldUpCount(row.task, path.rows);
  const place = path.critical.indexOf(row.task);
  const name = (task: string, before: string): Row => {
    const other = path.tasks.get(task);
    const sign = other === undefined ? null : taskSign(other, snapshot, scene.unicode);
    return page.choice(
      `${before}:${task}`,
      [
        { text: `  ${sign?.text ?? '?'} `, colour: sign?.colour ?? 'dim' },
        { text: harmless(task) },
        { text: `  ${sign?.word ?? 'not in the queue'}`, colour: 'dim' },
      ],
      { do: 'open', view: 'task', about: task },
    );
  };
  const behind = path.dependants.get(row.task) ?? [];
  return [
    ...(place < 0
      ? []
      : [
          page.line([
            {
              text: `${signText('path', scene.unicode)} on the critical path, ${place + 1} of ${path.critical.length}`,
              colour: 'cyan',
            },
          ]),
        ]),
    ...(row.after.length === 0 ? [] : [page.blank(), page.title('COMES AFTER')]),
    ...row.after.slice(0, mostNames).map((task) => name(task, 'after')),
    ...(behind.length === 0
      ? []
      : [page.blank(), page.title(`WAITS FOR IT (${counted(held, 'open task')}, those behind them too)`)]),
    ...behind.slice(0, mostNames).map((task) => name(task, 'behind')),
  ];
}
