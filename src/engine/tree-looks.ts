import { type LiveWork, liveWork } from '../decide/live-work.ts';
import { earlier } from '../decide/rule.ts';
import { getsOldAt, type UncommittedNow, uncommittedOf } from '../decide/uncommitted.ts';
import { headOf, type LastLook, nextLookAt } from '../decide/work-looks.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { Sha, WorkerName } from '../domain/names.ts';
import { known, type Seen, unknown } from '../domain/seen.ts';
import type { World } from '../domain/world.ts';
import type { WorktreePlace } from '../ports/repository.ts';
import type { Core } from './core.ts';
import { messageOf } from './retry.ts';

/** What a look at a worktree found. */
export interface Looked extends LastLook {
  readonly work: Seen<Sha>;
  /** How many of its files are not committed. */
  readonly uncommitted: Seen<number>;
}

/** A worker's worktree. `of`: the work in it, where that is compared with others; else its files are only counted. */
export interface Tree {
  readonly key: string;
  readonly seat: WorkerState;
  readonly place: WorktreePlace;
  readonly of: LiveWork | null;
}

/** What looks found, by the key of a tree. */
export type Trees = Map<string, Looked>;

/** The trees to be looked at now, and when there will be more. Forgets those that are no more. */
export function looksDue(
  world: World,
  { looked, isWatched }: { readonly looked: Trees; readonly isWatched: boolean },
): { readonly due: readonly Tree[]; readonly nextAt: number | null } {
  const trees = treesOf(world);
  const keys = new Set(trees.map(({ key }) => key));
  for (const key of looked.keys()) if (!keys.has(key)) looked.delete(key);
  const due: Tree[] = [];
  let nextAt: number | null = null;
  for (const tree of trees) {
    const at = nextLookAt(world, tree.seat, { last: looked.get(tree.key) ?? null, isWatched });
    if (at !== null && at <= world.now) due.push(tree);
    else nextAt = earlier(nextAt, at);
  }
  return { due, nextAt };
}

export function workKey({ task, attempt }: Pick<LiveWork, 'task' | 'attempt'>): string {
  return `${task}.${attempt}`;
}

/** Every worktree of which it is known where it stands. */
export function treesOf(world: World): readonly Tree[] {
  const works = liveWork(world);
  const compared = isWorthIt(world.ledger.integration.tip, works) ? works : [];
  const bySeat = new Map(compared.map((work) => [work.seat?.name, work]));
  return [...world.ledger.workers.values()].flatMap((seat): readonly Tree[] => {
    const { name, worktree } = seat;
    if (worktree === null || headOf(world, name) === null) return [];
    const of = bySeat.get(name) ?? null;
    return [{ key: of === null ? `tree of ${name}` : workKey(of), seat, place: worktree, of }];
  });
}

/** Alone, and on the integration branch as it is, there is nothing that work could conflict with. */
function isWorthIt(tip: Sha | null, works: readonly LiveWork[]): boolean {
  return works.length > 1 || works.some(({ startSha }) => startSha !== tip);
}

/** Never rejects. */
export async function lookAtTree(core: Core, tree: Tree, before: Looked | null): Promise<Looked> {
  const { clock, log } = core.parts;
  const at = clock.now();
  const head = headOf(core.world(), tree.seat.name);
  const began = clock.monotonicMs();
  const found = await tried(core, tree);
  const looked = { at, tookMs: clock.monotonicMs() - began, head };
  const { because, work, uncommitted } = found;
  if (because === null) return { ...looked, failed: 0, work, uncommitted };
  const failed = (before?.failed ?? 0) + 1;
  if (failed === 1) log.warn({}, `could not look at the worktree of ${tree.seat.name}: ${because}`);
  return { ...looked, failed, work, uncommitted };
}

interface Found extends Pick<Looked, 'work' | 'uncommitted'> {
  /** Why not all that was wanted was found; null: it was. */
  readonly because: string | null;
}

async function tried({ parts }: Core, { place, of }: Tree): Promise<Found> {
  const { forecast, worktrees } = parts.repository;
  const at = parts.clock.now();
  try {
    if (of === null)
      return {
        because: null,
        work: unknown('it was not compared', at),
        uncommitted: known(await worktrees.uncommitted(place), at),
      };
    const { work, uncommitted } = await forecast.look(place);
    return { because: work.known ? null : work.reason, work, uncommitted: known(uncommitted, at) };
  } catch (error) {
    const because = messageOf(error);
    return { because, work: unknown(because, at), uncommitted: unknown(because, at) };
  }
}

/** What one look counted. */
export type Count = Pick<Looked, 'at' | 'head' | 'uncommitted'>;

/** Shows what was counted last of each worktree. Whether people are told something else by now than before. */
export function showCounts(
  core: Core,
  { looked, recounted, said }: Pick<Counts, 'recounted' | 'said'> & { readonly looked: Trees },
): boolean {
  const { senses } = core;
  const counted = treesOf(core.world()).flatMap(({ key, seat: { name } }) => {
    const last = later(looked.get(key), recounted.get(name));
    return last === undefined ? [] : [[name, { files: last.uncommitted, head: last.head }] as const];
  });
  senses.uncommitted = new Map(counted);
  const world = core.world();
  const words = [...world.ledger.workers.keys()].map((name) => wordOf(uncommittedOf(world, name)));
  const before = said.words;
  said.words = words.join();
  return said.words !== before;
}

function later(one: Count | undefined, other: Count | undefined): Count | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.at >= one.at ? other : one;
}

/** What is told of counts. */
export interface Counts {
  /** Those that somebody asked for, by worker (engine/recount.ts). */
  readonly recounted: Map<WorkerName, Count>;
  /** What people were told last, as one text. */
  readonly said: { words: string };
}

function wordOf(now: UncommittedNow | null): string {
  return now === null ? '-' : now.files === null ? '?' : `${now.files}${now.isOld ? '?' : ''}`;
}

/** When a count gets old that is new now, in epoch milliseconds; null: none does. */
export function nextOldAt(world: World): number | null {
  const times = [...world.uncommitted.keys()].map((name) => getsOldAt(world, name));
  return times.reduce((next, at) => (at !== null && at <= world.now ? next : earlier(next, at)), null);
}
