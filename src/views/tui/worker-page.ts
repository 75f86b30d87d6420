import { shortDuration } from '../../domain/units.ts';
import type { Snapshot, WorkerRow } from '../../domain/snapshot.ts';
import { receiptWords } from '../action-words.ts';
import { counted } from '../../domain/counted.ts';
import { fit, harmless, harmlessBlock } from '../cells.ts';
import { sinceText } from '../clock.ts';
import { uncommittedWords } from '../commits.ts';
import { waitNames, waitsWords } from '../waits-for.ts';
import { painter } from '../paint.ts';
import { aboutPlace } from './keys-place.ts';
import { workerKeys, workerNamed } from './keys-worker.ts';
import { commitWords, nextText } from './overview.ts';
import { pageOf, type Page } from './page.ts';
import { questionRow } from './question-row.ts';
import { allReasons, briefReasons } from './reasons.ts';
import { stateWords, workerSign } from './signs.ts';
import { emptyContent, type Content, type Row, type Scene, type Size, type View } from './view.ts';

export const workerPage: View = {
  name: 'worker',
  key: '',
  title: 'Worker',
  help: [
    'Everything about one worker: its task and branch, why it is as it is, what it rests on, what comes next, and its screen as it is now.',
    'The upper part scrolls. a gives you its session, whose last line says how to come back here.',
  ],
  keys: aboutPlace(workerKeys),
  content,
  wants: ({ about }) => ({ peek: about, why: about, journal: false }),
};

function content(scene: Scene, body: Size): Content {
  const row = workerNamed(scene, scene.place.about);
  const { snapshot } = scene.data;
  if (row === null || snapshot === null)
    return emptyContent(`there is no worker ${harmless(scene.place.about ?? '')} any more`);
  const page = pageOf(scene, body.columns);
  const sign = workerSign(row, scene.unicode);
  const head = page.line([
    { text: `${sign.text} ${harmless(row.worker)}`, colour: sign.colour },
    { text: `  ${stateWords(row, scene)} ${sinceText(row.since, scene)}` },
    {
      text: `  ${harmless(row.agent)}, generation ${row.generation}${row.restarts === 0 ? '' : `, ${counted(row.restarts, 'restart')}`}`,
      colour: 'dim',
    },
  ]);
  const paint = painter(scene.color);
  return {
    head: [head.line(paint)],
    rows: [...facts(row, { scene, snapshot, page }), ...allReasons(scene, page)],
    foot: () => screenLines(scene, body),
    empty: '',
  };
}

interface Context {
  readonly scene: Scene;
  readonly snapshot: Snapshot;
  readonly page: Page;
}

function facts(row: WorkerRow, { scene, snapshot, page }: Context): readonly Row[] {
  const { now } = scene;
  const questions = snapshot.questions.filter(
    ({ worker, task }) => worker === row.worker || (task !== null && task === row.task),
  );
  const next = snapshot.next.filter(({ about }) => about === row.worker || about === row.task);
  return [
    ...questions.map((question) => questionRow(question, { page, scene })),
    ...next.map((step) => page.line([{ text: 'next: ', colour: 'cyan' }, { text: nextText(step, now) }])),
    ...(row.quarantined === null ? [] : page.text(`out of service: ${harmless(row.quarantined)}`)),
    ...briefReasons(scene, page),
    ...taskRows(row, snapshot, page),
    ...workRows(row, { scene, snapshot, page }),
  ];
}

function taskRows(row: WorkerRow, { questions }: Snapshot, page: Page): readonly Row[] {
  const title = row.taskTitle === null ? '' : `  "${harmless(row.taskTitle)}"`;
  const progress = [row.progress, row.eta]
    .filter((part) => part !== null)
    .map((part) => harmless(part ?? ''));
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['waits for ', waitsWords(waitNames(row), questions)],
    ['holds up  ', row.blocking.map(harmless)],
  ];
  return [
    row.task === null
      ? page.line([{ text: 'task      -' }])
      : page.choice(`t:${row.task}`, [{ text: 'task      ' }, { text: `${harmless(row.task)}${title}` }], {
          do: 'open',
          view: 'task',
          about: row.task,
        }),
    ...(progress.length === 0 ? [] : [page.line([{ text: `says      ${progress.join('  ')}` }])]),
    ...lists
      .filter(([, names]) => names.length > 0)
      .map(([word, names]) => page.line([{ text: `${word}${names.join(', ')}` }])),
  ];
}

function workRows(row: WorkerRow, { scene, snapshot, page }: Context): readonly Row[] {
  const commit =
    row.lastCommitAt === null ? '' : `, the last ${shortDuration(scene.now - row.lastCommitAt)} ago`;
  const uncommitted = uncommittedWords(row, scene.now);
  const lines = [
    `work      ${commitWords(row)}${commit}${uncommitted === null ? '' : `, ${uncommitted}`}`,
    ...branchWords(row, snapshot),
    `text      ${receiptWords(row)}`,
    ...(row.worktree === null ? [] : [`worktree  ${harmless(row.worktree)}`]),
  ];
  return lines.map((text) => page.line([{ text }]));
}

function branchWords(row: WorkerRow, { pullRequests }: Snapshot): readonly string[] {
  const pr = pullRequests.find(({ number }) => number === row.pr);
  const checks = pr?.checks.map(({ name, verdict }) => `${harmless(name)} ${verdict}`).join(', ') ?? '';
  const head = pr === undefined ? '' : `, its pull request is at ${pr.headSha.slice(0, 8)}`;
  return [
    `branch    ${harmless(row.branch ?? '-')}${head}`,
    ...(row.pr === null ? [] : [`pull req. #${row.pr}${checks === '' ? '' : `  ${checks}`}`]),
  ];
}

/** The last lines of its screen: where an agent says what it does, or asks. */
function screenLines({ data, place, color, unicode }: Scene, body: Size): readonly string[] {
  const rows = Math.max(3, Math.min(Math.floor(body.rows / 2) - 1, body.rows - fewestFacts));
  const paint = painter(color);
  const own = data.peek !== null && data.peek.about === place.about ? data.peek : null;
  const title =
    own === null ? 'its screen …' : own.source === 'screen' ? 'its screen, live' : 'the end of its log';
  const rule = (unicode ? '─' : '-').repeat(Math.max(0, body.columns - title.length - 4));
  const head = paint('dim', fit(`${unicode ? '──' : '--'} ${title} ${rule}`, body.columns));
  if (own === null) return [head, ...blankLines(rows)];
  if (own.lines === null) return [head, 'it has neither a session nor a log yet', ...blankLines(rows - 1)];
  const last = own.lines.findLastIndex((line) => line.trim() !== '');
  const shown = own.lines.slice(Math.max(0, last + 1 - rows), last + 1);
  const lines = shown.map((line) => fit(harmlessBlock(line).replaceAll('\t', '  '), body.columns));
  return [head, ...lines, ...blankLines(rows - lines.length)];
}

/** Of a small screen: what is the matter, why, and what comes next come before what the screen shows. */
const fewestFacts = 13;

function blankLines(count: number): readonly string[] {
  return Array.from({ length: Math.max(0, count) }, () => '');
}
