import { shortDuration } from '../../domain/units.ts';
import { passes } from '../../domain/pull-request.ts';
import type { Snapshot, WorkerRow } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import { commitsText } from '../commits.ts';
import { doingWords } from '../doing-words.ts';
import { healthColour, healthWord } from '../held-tasks.ts';
import { waitNames, waitsText } from '../waits-for.ts';
import type { GridColumn } from './grid.ts';
import { signColumn } from './sign-columns.ts';
import { workerSign, type Sign } from './signs.ts';
import type { Given } from './view.ts';

type Column = GridColumn<WorkerRow>;

/** Every column there is; a narrow screen leaves out those with the highest numbers. */
export function workerColumns(snapshot: Snapshot, given: Given): readonly Column[] {
  return [...identity(snapshot, given), ...work(snapshot), ...life(given), ...others(snapshot)];
}

/** Names are left whole as long as there is any room: other columns go first. */
function longest(names: readonly string[], most: number): number {
  return Math.min(most, Math.max(6, ...names.map((name) => name.length)));
}

function identity({ workers }: Snapshot, given: Given): readonly Column[] {
  const { unicode } = given;
  const names = workers.map(({ worker }) => worker);
  const sign = (row: WorkerRow): Sign => workerSign(row, unicode);
  // Behind "idle, asked" stands the number that leads to the question: it is not cut.
  const left = workers.filter(({ parked }) => parked !== undefined);
  return [
    signColumn(sign),
    {
      title: 'WORKER',
      min: longest(names, 16),
      max: 24,
      leaveOut: 0,
      text: ({ worker }) => harmless(worker),
    },
    {
      title: 'HEALTH',
      min: 7,
      max: 8,
      leaveOut: 4,
      text: healthWord,
      colour: healthColour,
    },
    {
      title: 'DOING',
      min: longest(['no progress', ...left.map((row) => doingWords(row, given))], 18),
      max: 20,
      leaveOut: 0,
      text: (row) => doingWords(row, given),
    },
  ];
}

function work(snapshot: Snapshot): readonly Column[] {
  const tasks = snapshot.workers.map(({ task }) => task ?? '-');
  const checks = new Map(snapshot.pullRequests.map((pr) => [pr.number, pr.checks]));
  return [
    {
      title: 'TASK',
      min: longest(tasks, 18),
      max: 26,
      leaveOut: 1,
      text: ({ task }) => harmless(task ?? '-'),
    },
    ...(snapshot.workers.every((row) => progressText(row) === '')
      ? []
      : [
          {
            title: 'PROGRESS',
            min: 8,
            max: 16,
            leaveOut: 9,
            text: (row: WorkerRow) => progressText(row) || '-',
          },
        ]),
    { title: 'BRANCH', min: 14, max: 30, leaveOut: 10, text: ({ branch }) => harmless(branch ?? '-') },
    {
      title: 'COMMITS',
      min: longest(['COMMITS', ...snapshot.workers.map(workText)], 12),
      max: 12,
      leaveOut: 3,
      text: workText,
    },
    { title: 'PR', min: 7, max: 9, leaveOut: 5, text: ({ pr }) => pullRequestText(pr, checks) },
  ];
}

function progressText({ progress, eta }: WorkerRow): string {
  return harmless([progress, eta].filter((part) => part !== null).join(' '));
}

/** Commits, "^" how many of them are pushed where that matters, and "+" files that are not committed. */
function workText(row: WorkerRow): string {
  return commitsText(row, row.pushed === undefined ? '' : ` ^${row.pushed ?? '?'}`);
}

function pullRequestText(
  pr: number | null,
  checks: ReadonlyMap<number, Snapshot['pullRequests'][number]['checks']>,
): string {
  if (pr === null) return '-';
  const own = checks.get(pr) ?? [];
  const passed = own.filter(({ verdict }) => passes(verdict)).length;
  return own.length === 0 ? `#${pr}` : `#${pr} ${passed}/${own.length}`;
}

function life({ now }: Given): readonly Column[] {
  return [
    {
      title: 'SINCE',
      min: 5,
      max: 6,
      align: 'right',
      leaveOut: 2,
      text: ({ since }) => shortDuration(now - since),
    },
    {
      title: 'LAST COMMIT',
      min: 11,
      max: 11,
      align: 'right',
      leaveOut: 8,
      text: ({ lastCommitAt }) => (lastCommitAt === null ? '-' : shortDuration(now - lastCommitAt)),
    },
  ];
}

function others({ conflicts = [], questions }: Snapshot): readonly Column[] {
  const clashes = new Map<string, number>();
  for (const { tasks } of conflicts)
    for (const task of tasks) clashes.set(task, (clashes.get(task) ?? 0) + 1);
  return [
    ...(clashes.size === 0
      ? []
      : [
          {
            title: 'CONFLICTS',
            min: 9,
            max: 9,
            leaveOut: 6,
            text: ({ task }: WorkerRow) => String(clashes.get(task ?? '') ?? '-'),
            colour: ({ task }: WorkerRow) => (clashes.has(task ?? '') ? ('yellow' as const) : null),
          },
        ]),
    {
      title: 'WAITS FOR',
      min: 10,
      max: 28,
      leaveOut: 7,
      text: (row) => waitsText(waitNames(row), questions) || '-',
    },
    {
      title: 'HOLDS UP',
      min: 8,
      max: 28,
      leaveOut: 11,
      text: ({ blocking }) => blocking.map(harmless).join(' ') || '-',
    },
    {
      title: 'RESTARTS',
      min: 8,
      max: 8,
      align: 'right',
      leaveOut: 12,
      text: ({ restarts }) => (restarts === 0 ? '-' : String(restarts)),
    },
    { title: 'AGENT', min: 6, max: 10, leaveOut: 13, text: ({ agent }) => harmless(agent) },
  ];
}
