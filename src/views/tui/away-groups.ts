import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import { counted } from '../../domain/counted.ts';
import { harmless } from '../cells.ts';
import type { Colour } from '../paint.ts';
import { aboutWords } from '../question-words.ts';
import type { News } from '../timeline-facts.ts';
import type { TimelineRow } from '../timeline.ts';
import type { signText } from './signs.ts';
import type { Action } from './view.ts';

/** One thing that happened, and where it leads. `at`: epoch milliseconds; null: not known. */
export interface Item {
  readonly id: string;
  readonly text: string;
  readonly at: number | null;
  readonly open: Action;
}

/** What happened of one kind, under its title. */
export interface Group {
  readonly title: string;
  readonly colour: Colour;
  readonly sign: Parameters<typeof signText>[0];
  readonly items: readonly Item[];
}

/** What happened since then, what matters most first; groups without anything in them too. */
export function groupsOf(snapshot: Snapshot, rows: readonly TimelineRow[], since: number): readonly Group[] {
  return [
    waiting(snapshot),
    unwell(snapshot),
    ...finished(snapshot, since),
    conflicts(snapshot, rows, since),
    ...agents(rows, since),
    itself(rows, since),
  ];
}

function waiting({ questions }: Snapshot): Group {
  const items = [...questions]
    .sort((a, b) => a.number - b.number)
    .map((question) => ({
      id: `q:${question.id}`,
      text: `${question.number}  ${named(aboutWords(question), question.text)}`,
      at: question.askedAt,
      open: { do: 'open', view: 'question', about: question.id } as const,
    }));
  return {
    title: items.length === 1 ? 'question waits for you' : 'questions wait for you',
    colour: 'yellow',
    sign: 'asks',
    items,
  };
}

function unwell({ workers }: Snapshot): Group {
  const items = workers
    .filter(({ health, quarantined }) => health === 'stuck' || health === 'crashed' || quarantined !== null)
    .map(({ worker, quarantined, doing, task, since }) => ({
      id: `u:${worker}`,
      text: `${harmless(worker)}: ${harmless(quarantined ?? doing)}${task === null ? '' : `, ${harmless(task)}`}`,
      at: since,
      open: { do: 'open', view: 'worker', about: worker } as const,
    }));
  return {
    title: items.length === 1 ? 'worker does not get on' : 'workers do not get on',
    colour: 'red',
    sign: 'wrong',
    items,
  };
}

const finishes = [
  ['merged', 'merged', 'green', 'done'],
  ['complete', 'finished, on the way to be merged', 'cyan', 'slow'],
  ['failed', 'failed', 'red', 'gone'],
  ['blocked', 'blocked', 'red', 'wrong'],
  ['cancelled', 'cancelled', 'dim', 'gone'],
] as const;

function finished({ tasks, pullRequests }: Snapshot, since: number): readonly Group[] {
  return finishes.map(([status, title, colour, sign]) => ({
    title,
    colour,
    sign,
    items: tasks
      .filter((row) => row.status === status && row.since >= since)
      .sort((a, b) => b.since - a.since)
      .map((row) => ({
        id: `t:${row.task}`,
        text: finishedText(row, pullRequests),
        at: row.since,
        open: { do: 'open', view: 'task', about: row.task } as const,
      })),
  }));
}

/** "By" is said of work that was brought to its end: what became of the rest was not done by its worker. */
function finishedText(
  { task, title, status, worker, pr }: TaskRow,
  pullRequests: Snapshot['pullRequests'],
): string {
  const isEnded = status === 'merged' || status === 'complete';
  const wasMerged = pullRequests.some(({ number, state }) => number === pr && state === 'merged');
  return [
    `${harmless(task)}${title === task ? '' : `  "${harmless(title)}"`}`,
    ...(status === 'cancelled' && wasMerged ? ['merged and taken out again'] : []),
    ...(worker === null ? [] : [`${isEnded ? 'by' : 'work of'} ${harmless(worker)}`]),
    ...(pr === null ? [] : [`#${pr}`]),
  ].join(', ');
}

/** That stand now, and those in the journal that were told about one task. */
function conflicts(
  { conflicts: standing = [] }: Snapshot,
  rows: readonly TimelineRow[],
  since: number,
): Group {
  const now = standing
    .filter((row) => row.since >= since)
    .map(({ a, b, tasks, files, since: at }) => ({
      id: `c:${tasks.join(' ')}`,
      text: `${tasks.map(harmless).join(' and ')}${tasks.length === 1 ? ' and what is merged' : ''} (${harmless(a)}, ${harmless(b)}): ${files.map(harmless).join(', ')}`,
      at,
      open: { do: 'open', view: 'conflicts', about: null } as const,
    }));
  const shown = new Set(standing.flatMap(({ tasks }) => tasks));
  const over = newest(rows, since, 'conflict').flatMap(({ name, count, last }) =>
    last.task === null || shown.has(last.task)
      ? []
      : [
          {
            id: `c:${name}`,
            text: `${harmless(last.task)}: ${harmless(last.why)}${times(count)}`,
            at: last.at,
            open: { do: 'open', view: 'task', about: last.task } as const,
          },
        ],
  );
  const items = [...now, ...over];
  return { title: items.length === 1 ? 'conflict' : 'conflicts', colour: 'yellow', sign: 'wrong', items };
}

const agentNews = [
  ['crashed', 'agent crashed', 'agents crashed', 'red', 'gone'],
  [
    'restarted',
    'agent started again because it was stuck',
    'agents started again because they were stuck',
    'yellow',
    'slow',
  ],
] as const;

/** Whoever crashed is started again, or is out of service and stands above. */
function agents(rows: readonly TimelineRow[], since: number): readonly Group[] {
  return agentNews.map(([news, one, several, colour, sign]) => {
    const items = newest(rows, since, news).flatMap(({ count, last }) =>
      last.worker === null
        ? []
        : [
            {
              id: `${news}:${last.worker}`,
              text: `${named(last.worker, last.why)}${times(count)}`,
              at: last.at,
              open: { do: 'open', view: 'worker', about: last.worker } as const,
            },
          ],
    );
    return { title: items.length === 1 ? one : several, colour, sign, items };
  });
}

/** Most reasons begin with the name. */
function named(worker: string, why: string): string {
  return harmless(why.startsWith(worker) ? why : `${worker}: ${why}`);
}

interface Newest {
  readonly name: string;
  readonly count: number;
  readonly last: TimelineRow;
}

/** By whom it is about: how often, and the last time. */
function newest(rows: readonly TimelineRow[], since: number, news: News): readonly Newest[] {
  const found = new Map<string, Newest>();
  for (const row of rows) {
    if (row.at < since || row.news !== news) continue;
    const name = (news === 'conflict' ? row.task : row.worker) ?? '';
    found.set(name, { name, count: (found.get(name)?.count ?? 0) + 1, last: row });
  }
  return [...found.values()];
}

function times(count: number): string {
  return count === 1 ? '' : `, ${counted(count, 'time')}`;
}

/** Czar itself: each start but the first, with what ended it before. */
function itself(rows: readonly TimelineRow[], since: number): Group {
  const lives = rows.filter(({ kind }) => kind === 'czar');
  const items = lives.flatMap((row, index) => {
    const before = lives[index - 1];
    if (row.at < since || row.what !== 'started' || row === rows[0]) return [];
    const how =
      before?.what === 'stopped'
        ? `it was stopped (${harmless(before.why)}) and started again`
        : 'it ended without a word, killed or with its machine, and was started again';
    return [
      {
        id: `z:${row.seq}`,
        text: `Czar: ${how}`,
        at: row.at,
        open: { do: 'open', view: 'logs', about: null } as const,
      },
    ];
  });
  return {
    title: items.length === 1 ? 'start of Czar itself' : 'starts of Czar itself',
    colour: 'yellow',
    sign: 'slow',
    items,
  };
}
