import { canonicalText } from '../../../src/domain/delivery.ts';
import { newEntry, type QueueEntry } from '../ports/files.ts';
import { type Scenario, scenarioOf, type Temper } from '../scenario.ts';
import { FAIR } from '../service.ts';
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
  amends: false,
  idles: false,
};

const WORKERS = ['w1', 'w2'] as const;
/** The last one is for the worker that has left something uncommitted. */
const TASKS = [...WORKERS, 't3'] as const;

/** Three tasks in a world without chance: what is reviewed is sent back once, two are tested as a batch. */
export function smallWorld(): Scenario {
  return {
    ...scenarioOf(1),
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
export const WHOLE_STORY: readonly Chapter[] = [
  {
    name: 'all is merged, and its branches are removed',
    does: null,
    isDone: ({ trash, tasks }) => tasks.size === 3 && trash?.size === 3,
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
      trash?.size === 2 && [...store.objects.refs.keys()].some((ref) => ref.endsWith('shop-w2')),
  },
  {
    name: 'the omnibus is merged',
    does: { do: 'merge-omnibus' },
    isDone: ({ integration: { omnibus }, open }) =>
      (omnibus === null || omnibus.merged !== null) && open.size === 0,
  },
];

export const LOCAL = { scenario: smallWorld(), chapters: WHOLE_STORY };
