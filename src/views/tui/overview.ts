import { shortDuration } from '../../domain/units.ts';
import type { Question } from '../../domain/question.ts';
import type { Snapshot, WorkerRow } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { fit, fitList, harmless } from '../cells.ts';
import { sinceText } from '../clock.ts';
import { uncommittedWords } from '../commits.ts';
import { waitNames, waitsWords } from '../waits-for.ts';
import { questionsInOrder } from '../held-up.ts';
import { painter, type Paint } from '../paint.ts';
import { aboutWords, leadWords, listedWords } from '../question-words.ts';
import { gridOf } from './grid.ts';
import { workerKeys } from './keys-worker.ts';
import { byUrgency, signText, stateWords, workerSign } from './signs.ts';
import { spanLine, spanLines, type Span } from './spans.ts';
import { workerColumns } from './worker-columns.ts';
import {
  emptyContent,
  wantsNothing,
  type Action,
  type Content,
  type Scene,
  type Size,
  type View,
} from './view.ts';

export const overview: View = {
  name: 'overview',
  key: '1',
  title: 'Overview',
  help: [
    'One row per worker, those that need a look first. The sign in front is its health: it tells the same as its colour.',
    'COMMITS: "3 +2" is three commits and two files of the worktree that are not committed; "?": not looked at for a while.',
    'A click on a question opens it. Below: what is the matter with the selected one, and what happens next. Enter opens it.',
  ],
  keys: workerKeys,
  content,
  wants: () => wantsNothing,
};

function content(scene: Scene, body: Size): Content {
  const { snapshot } = scene.data;
  const paint = painter(scene.color);
  if (snapshot === null) return emptyContent(emptyText(scene));
  const workers = byUrgency(snapshot);
  const grid = gridOf({
    columns: workerColumns(snapshot, scene),
    sample: workers,
    cells: body.columns,
    kept: { rows: snapshot.workers, now: scene.now },
  });
  const strip = body.rows < 10 ? [] : headLines(snapshot, scene, body);
  const free = body.rows - otherRows - fewDetails - workers.length - strip.length;
  return {
    head: [...strip.map(({ line }) => line), paint('dim', fit(`  ${grid.head}`, body.columns))],
    headOpen: strip.map(({ open }) => open),
    rows: workers.map((row) => ({
      id: row.worker,
      search: () =>
        `${row.worker} ${row.doing} ${row.task ?? ''} ${row.branch ?? ''} ${workerSign(row, true).word}`,
      line: (own: Paint) => grid.line(row, own),
      open: { do: 'open', view: 'worker', about: row.worker },
    })),
    foot: (selected) => (body.rows < 10 ? [] : details(scene, snapshot, { selected, free })),
    empty: 'no worker yet: workers come with their tasks (: add <task>)',
  };
}

/** Where there is no picture at all. */
export function emptyText({ data }: Pick<Scene, 'data'>): string {
  return data.supervisor === 'opening'
    ? 'opening …'
    : 'nothing to see yet: czar was never started here (: start)';
}

/** More of them only where the workers leave rows empty. */
const fewQuestions = 3;
/** A question on a large screen is told in so many lines. */
const mostLines = 3;

/** The titles of the columns, and the line above what stands below the workers. */
const otherRows = 2;

interface HeadLine {
  readonly line: string;
  /** Where a click on it leads. */
  readonly open: Action | null;
}

function headLines(snapshot: Snapshot, scene: Scene, body: Size): readonly HeadLine[] {
  const problems = problemLines(snapshot, scene, body);
  return [...problems, ...needsStrip(snapshot, scene, { body, taken: problems.length })];
}

/** The questions come before everything else: nobody but the person who looks can answer them. */
function needsStrip(
  snapshot: Snapshot,
  scene: Scene,
  { body, taken }: { readonly body: Size; readonly taken: number },
): readonly HeadLine[] {
  const paint = painter(scene.color);
  const questions = questionsInOrder(snapshot);
  const most = stripRows(snapshot, body, taken);
  const rest = questions.length - most;
  if (rest <= 0) return inFull(questions, { scene, body, most });
  return questions.slice(0, most).map((question, index) => {
    const more = index === most - 1 ? `  +${rest} more (n)` : '';
    const line = questionLine(question, scene, body.columns - more.length) + paint('dim', more);
    return { line, open: more === '' ? openOf(question) : { do: 'switch', view: 'needs' } };
  });
}

/** Rows above the workers that questions may take; what they leave is for the selected worker. */
function stripRows({ workers }: Snapshot, { rows }: Size, taken: number): number {
  const few = Math.max(1, Math.min(fewQuestions, Math.floor(rows / 6)));
  const others = otherRows + fewDetails + taken + Math.max(1, workers.length);
  return Math.max(few, rows - others);
}

interface Strip {
  readonly scene: Scene;
  readonly body: Size;
  /** Rows for all of them. */
  readonly most: number;
}

/** Each has a row; the first of them are told in full first. */
function inFull(questions: readonly Question[], { scene, body, most }: Strip): readonly HeadLine[] {
  let spare = most - questions.length;
  return questions.flatMap((question) => {
    const lines = questionLines(question, scene, { body, most: 1 + spare });
    spare -= lines.length - 1;
    return lines.map((line) => ({ line, open: openOf(question) }));
  });
}

function openOf({ id }: Question): Action {
  return { do: 'open', view: 'question', about: id };
}

/** What is asked in full as far as that may be. */
function questionLines(
  question: Question,
  scene: Scene,
  { body, most }: { readonly body: Size; readonly most: number },
): readonly string[] {
  const layout = { cells: body.columns, most: Math.min(mostLines, most), paint: painter(scene.color) };
  return spanLines(questionSpans(question, scene), layout);
}

/** What is wrong with the files or the surroundings: the first of it, in full as far as that may be, and how much more there is. */
function problemLines({ problems }: Snapshot, scene: Scene, body: Size): readonly HeadLine[] {
  const [first] = problems;
  if (first === undefined) return [];
  const { file, line, message } = first;
  const place = `${harmless(file)}${line === null ? '' : `:${line}`}`;
  const more = problems.length === 1 ? '' : `  +${problems.length - 1} more (: why)`;
  const text = `${signText('wrong', scene.unicode)} ${place}: ${harmless(message)}${more}`;
  const layout = { cells: body.columns, most: problemRows(body), paint: painter(scene.color) };
  const open: Action = { do: 'run', argv: ['why'], show: 'page', confirm: null };
  return spanLines([{ text, colour: 'red' }], layout).map((shown) => ({ line: shown, open }));
}

function problemRows({ rows }: Size): number {
  return rows < spaciousRows ? 1 : mostLines;
}

/** A screen with so many rows has some for what is wrong. */
const spaciousRows = 20;

function questionLine(question: Question, scene: Scene, cells: number): string {
  return spanLine(questionSpans(question, scene), cells, painter(scene.color));
}

function questionSpans(question: Question, scene: Scene): readonly Span[] {
  const { number, askedAt } = question;
  return [
    { text: `${signText('asks', scene.unicode)} ${number}  ${aboutWords(question)}`, colour: 'yellow' },
    { text: `  ${shortDuration(scene.now - askedAt)}`, colour: 'dim' },
    { text: `  ${listedWords(question, scene)}` },
  ];
}

/** So many lines about the selected worker; more where everything else leaves them empty. */
const fewDetails = 4;
const moreDetails = 4;

/** Why the selected worker is as it is, and what comes next. `free`: rows that everything else leaves empty. */
function details(
  scene: Scene,
  snapshot: Snapshot,
  { selected, free }: { readonly selected: string | null; readonly free: number },
): readonly string[] {
  const { columns } = scene.size;
  const row = snapshot.workers.find(({ worker }) => worker === selected);
  const paint = painter(scene.color);
  const rule = paint('dim', (scene.unicode ? '─' : '-').repeat(columns));
  const lines = row === undefined ? [] : workerWords(row, scene, snapshot);
  const room = fewDetails + Math.max(0, Math.min(moreDetails, free));
  const most = room > lines.length ? mostLines : 1;
  const layout = { cells: columns, most, paint };
  const cut = lines.flatMap((spans) => spanLines(spans, layout)).slice(0, room);
  return row === undefined ? [] : [rule, ...cut, ...Array.from({ length: room - cut.length }, () => '')];
}

function workerWords(row: WorkerRow, scene: Scene, snapshot: Snapshot): readonly (readonly Span[])[] {
  const { now, unicode } = scene;
  const sign = workerSign(row, unicode);
  const question = snapshot.questions.find(({ worker }) => worker === row.worker);
  const next = snapshot.next.find(({ about }) => about === row.worker || about === row.task);
  const title = row.taskTitle === null ? '' : `  "${harmless(row.taskTitle)}"`;
  return [
    [
      { text: `${sign.text} ${harmless(row.worker)}`, colour: sign.colour },
      { text: `  ${stateWords(row, scene)} ${sinceText(row.since, scene)}` },
      { text: row.task === null ? '  no task' : `  ${harmless(row.task)}${title}` },
    ],
    ...(row.quarantined === null
      ? []
      : [[{ text: `out of service: ${harmless(row.quarantined)}`, colour: 'red' as const }]]),
    ...(question === undefined
      ? []
      : [
          [
            { text: `${leadWords(question, scene)}: `, colour: 'yellow' as const },
            { text: harmless(question.text) },
          ],
        ]),
    ...(next === undefined
      ? []
      : [[{ text: 'next: ', colour: 'cyan' as const }, { text: nextText(next, now) }]]),
    ...waitWords(row, snapshot),
    workWords(row, now),
  ];
}

export function nextText({ what, at }: Snapshot['next'][number], now: number): string {
  return `${harmless(what)} ${at <= now ? 'now' : `in ${shortDuration(at - now)}`}`;
}

function waitWords(row: WorkerRow, { questions }: Snapshot): readonly (readonly Span[])[] {
  const { blocking } = row;
  const list = (names: readonly string[]): string => fitList({ items: names, count: names.length }, 60);
  const parts = [
    ...(waitNames(row).length === 0 ? [] : [`waits for ${list(waitsWords(waitNames(row), questions))}`]),
    ...(blocking.length === 0 ? [] : [`holds up ${list(blocking.map(harmless))}`]),
  ];
  return parts.length === 0 ? [] : [[{ text: parts.join('   ') }]];
}

/** "5 commits, 3 of them pushed, in 4 files". */
export function commitWords({ commits, pushed, filesChanged }: WorkerRow): string {
  const there = pushed === undefined ? '' : `, ${pushed ?? 'an unknown number'} of them pushed`;
  const files = filesChanged ?? 0;
  const where = files === 0 ? '' : `${there === '' ? '' : ','} in ${counted(files, 'file')}`;
  return `${counted(commits, 'commit')}${there}${where}`;
}

function workWords(row: WorkerRow, now: number): readonly Span[] {
  const uncommitted = uncommittedWords(row, now);
  const parts = [
    ...(row.branch === null ? [] : [harmless(row.branch)]),
    ...(row.task === null ? [] : [commitWords(row)]),
    ...(row.lastCommitAt === null ? [] : [`the last ${shortDuration(now - row.lastCommitAt)} ago`]),
    ...(uncommitted === null ? [] : [uncommitted]),
    ...(row.restarts === 0 ? [] : [counted(row.restarts, 'restart')]),
  ];
  return [{ text: parts.join('  '), colour: 'dim' }];
}
