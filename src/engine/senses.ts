import type { Unaccepted } from '../domain/command.ts';
import type { HeadView } from '../domain/commit.ts';
import type { Clash } from '../domain/conflict.ts';
import type { TerminalView } from '../domain/generation.ts';
import type { Sha, TaskId, WorkerName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import { type Seen, unknown } from '../domain/seen.ts';
import type { CountedFiles } from '../domain/uncommitted.ts';
import type { Vitals } from '../domain/vitals.ts';
import type { Problem, Wish } from '../domain/wish.ts';
import type { Astray, MachineView, World } from '../domain/world.ts';

/** What was seen last of the outside world. Replaced piece by piece as the observers look again. */
export interface Senses {
  policy: Policy;
  policyProblems: readonly Problem[];
  unaccepted: Unaccepted | null;
  wish: Wish;
  terminal: Seen<TerminalView>;
  heads: ReadonlyMap<WorkerName, Seen<HeadView>>;
  astray: ReadonlyMap<WorkerName, Strayed>;
  /** By task: why its branch could not be read. */
  unread: ReadonlyMap<TaskId, string>;
  /** What the forecast found, by key (engine/forecast.ts). */
  clashes: ReadonlyMap<string, Clash>;
  /** Counted by looks at worktrees (engine/tree-looks.ts). */
  uncommitted: ReadonlyMap<WorkerName, CountedFiles>;
  /** By part of the world: why it cannot be looked at. */
  readonly blind: Map<Sense, string>;
  baseTip: Seen<Sha | null>;
  integrationTip: Seen<Sha | null>;
  textHashes: ReadonlyMap<string, string>;
  machine: Seen<MachineView>;
  programs: World['programs'];
  vitals: ReadonlyMap<WorkerName, Vitals>;
}

/** Holds for the attempt that the worker had before its head was read, and for no other. */
export interface Strayed {
  readonly task: TaskId;
  readonly attempt: number;
  readonly astray: Astray;
}

export function nothingSeen(policy: Policy, wish: Wish): Senses {
  const notYet = unknown('not looked at yet', 0);
  return {
    policy,
    policyProblems: [],
    unaccepted: null,
    wish,
    terminal: notYet,
    heads: new Map(),
    astray: new Map(),
    unread: new Map(),
    clashes: new Map(),
    uncommitted: new Map(),
    blind: new Map(),
    baseTip: notYet,
    integrationTip: notYet,
    textHashes: new Map(),
    machine: notYet,
    programs: new Map(),
    vitals: new Map(),
  };
}

/** Parts of the world that a hint can be about. */
export type Sense =
  | 'terminal'
  | 'git'
  | 'inbox'
  | 'files'
  | 'machine'
  | 'accounts'
  | 'orders'
  | 'programs'
  | 'vitals';
/** Those that every sweep looks with. Vitals are looked at only of those who need it (decide/vitals.ts). */
export const ALL_SENSES: readonly Sense[] = [
  'inbox',
  'terminal',
  'git',
  'files',
  'machine',
  'accounts',
  'orders',
  'programs',
];
