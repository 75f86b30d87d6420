import { canonicalText } from '../../../src/domain/delivery.ts';
import { newEntry, type QueueEntry } from '../ports/files.ts';
import { type AtGitHub, type Scenario, type Temper } from '../scenario.ts';
import { FAIR } from '../service.ts';
import type { Scene } from './enumerate.ts';
import type { Chapter } from './story.ts';

const CALM: Temper = {
  commits: 1,
  stepMs: 2_000,
  bugs: 0,
  shares: false,
  litters: false,
  forgetsMarker: false,
  strays: 'no',
  asks: 0,
  crashes: 0,
  freezes: 0,
  permissions: 0,
  swallowsEnter: false,
  stalls: false,
  amends: false,
  idles: false,
};

const WORKERS = ['w1', 'w2'] as const;
/** The last one is for the worker that has left something uncommitted. */
const TASKS = [...WORKERS, 't3'] as const;

/** Three tasks in a world without chance; what is reviewed is sent back once. */
function smallWorld(): Scenario {
  return {
    seed: 1,
    prompt: true,
    workers: WORKERS,
    entries: TASKS.map(entryOf),
    tempers: new Map([
      ['w1', { ...CALM, litters: true }],
      ['w2', CALM],
      ['t3', CALM],
    ]),
    edits: [],
    kills: [],
    serverDeaths: [],
    dying: new Map(),
    humanAnswers: false,
    dialogs: { trust: true, onPrompt: 'deny' },
    pasteBytes: null,
    omnibus: 'manual',
    unblockOn: 'merged',
    writeBack: true,
    gates: { width: 1, mostMs: 60_000 },
    reviewed: true,
    criticised: ['w2'],
    facts: {
      proves: 'prompt-event',
      tellsIdle: true,
      resumes: false,
      betweenTasks: 'keep',
      readyBy: 'event',
    },
    team: [],
    weather: FAIR,
    economy: { limits: { costUsd: null, costPerTaskUsd: null, taskTimeMs: null }, dearestUsd: 0, unknown: 0 },
    updates: [],
    lostHints: 0,
    journalWeight: 1,
  };
}

function entryOf(id: string, order: number): QueueEntry {
  return newEntry(id, {
    kind: id === 't3' ? 'bonus' : 'primary',
    assignee: id === 't3' ? 'w1' : id,
    order,
    text: canonicalText(`# ${id}\nDo ${id}.`),
  });
}

/** All is merged and its branches are gone; one piece is taken out, a branch is put back, and the omnibus is merged. */
const WHOLE_STORY: readonly Chapter[] = [
  {
    name: 'all is merged, and its branches are removed',
    does: null,
    isDone: ({ trash, tasks }) =>
      trash?.size === TASKS.length && [...tasks.values()].every(({ tidy = null }) => tidy === null),
  },
  {
    name: 'w1 is taken out',
    does: { do: 'drop', task: 'w1', confirmed: true },
    isDone: ({ tasks }) => (tasks.get('w1')?.dropped ?? null) !== null,
  },
  {
    name: 'the branch of w2 is back',
    does: { do: 'undo', what: 'w2.1' },
    isDone: ({ trash }, { store }) =>
      trash?.size === TASKS.length - 1 &&
      [...store.objects.refs.keys()].some((ref) => ref.endsWith('shop-w2')),
  },
  {
    name: 'the omnibus is merged',
    does: { do: 'merge-omnibus' },
    isDone: ({ integration: { omnibus }, open }) =>
      (omnibus === null || omnibus.merged !== null) && open.size === 0,
  },
];

/** A forge without faults, whose checks pass after a while, and that nobody else uses. */
function calmForge(isProtected: boolean): AtGitHub {
  const ci = { none: 0, red: 0, redThenGreen: 0, never: 0, mostMs: 20_000 };
  return {
    weather: { lost: 0, stale: 0, locked: [], ci },
    ciWait: 'required',
    isProtected,
    people: { merges: 0, closes: 0, pushes: 0, opens: 0 },
  };
}

const FIRST_CHAPTER = WHOLE_STORY.slice(0, 1);

export const LOCAL: Scene = { scenario: smallWorld(), chapters: WHOLE_STORY };

/** What has nothing to do with the forge is as in the local scene. */
export const AT_GITHUB: Scene = {
  only: /push|open|update|post|merge|drop|advance|publish|remote|forge|branch|omnibus/,
  scenario: { ...smallWorld(), github: calmForge(false) },
  chapters: WHOLE_STORY,
};

/** What nobody reviews is tested together where gates take long. */
export const IN_A_BATCH: Scene = {
  only: /gate|compute|test|push|advance|merge/,
  scenario: { ...smallWorld(), reviewed: false, github: calmForge(false) },
  chapters: FIRST_CHAPTER,
};

export const BY_THE_FORGE: Scene = {
  only: /push|fetch|advance|merge|forge/,
  scenario: { ...smallWorld(), github: calmForge(true) },
  chapters: FIRST_CHAPTER,
};
