import { type LiveWork, liveWork } from '../decide/live-work.ts';
import { earlier } from '../decide/rule.ts';
import { type Clash, conflictKey, type WorkSide } from '../domain/conflict.ts';
import type { Sha } from '../domain/names.ts';
import { known, type Seen, unknown } from '../domain/seen.ts';
import type { Core } from './core.ts';
import { recount } from './recount.ts';
import { messageOf } from './retry.ts';
import {
  looksDue,
  type Looked,
  lookAtTree,
  nextOldAt,
  showCounts,
  type Counts,
  type Tree,
  type Trees,
  workKey,
} from './tree-looks.ts';

/**
 * Finds out which work under way conflicts and how much is not committed, beside the loop: no tick waits for it. Worktrees are
 * looked at one after the other, and only those that may have changed; of merges only those are tried whose sides are others than
 * before.
 */
export interface Forecasting {
  /** Begins what is due, unless it is at it. Returns epoch milliseconds at which more will be due, or null. `isWatched`: by people. */
  readonly step: (isWatched: boolean) => number | null;
  /** Counts what is uncommitted in each worktree anew, for at most so long. What was not counted by then is not known. */
  readonly recount: (timeoutMs: number) => Promise<void>;
}

/** So many results are remembered, newest last: work that goes back to what it was is known. */
const MOST_REMEMBERED = 20_000;
/** So many worktrees are looked at before their merges are tried. */
const LOOKS_AT_ONCE = 8;
/** After it was at it, it rests for so many times as long, and at most for so long: commits and keystrokes go first. */
const REST = 2;
const LONGEST_REST_MS = 500;
/** So many merges are tried in one go, so that what is found early is told early. */
const MOST_AT_ONCE = 250;
/** What could not be tried is tried again after so long. */
const TRY_AGAIN_MS = 300_000;

type Files = Seen<readonly string[]>;

/** A pair, and the commits that its sides stand at. */
interface Pair extends Omit<Clash, 'of' | 'files'> {
  readonly of: Seen<readonly [Sha, Sha]>;
}

/** What is known so far, by work and by the two commits of a merge. */
interface Found extends Counts {
  readonly looked: Trees;
  readonly tried: Map<string, Files>;
}

/** `onNews` hears that `senses.clashes` or counts say something else, `onRest` that all that was due is done. */
export function openForecasting(core: Core, onNews: () => void, onRest: () => void): Forecasting {
  const { clock } = core.parts;
  const found: Found = { looked: new Map(), tried: new Map(), recounted: new Map(), said: { words: '' } };
  let isAtIt = false;
  let version = -1;
  let restsUntil = 0;

  const show = (): void => {
    if (showClashes(core, found)) onNews();
  };
  const count = (): void => {
    if (showCounts(core, found)) onNews();
  };
  const begin = async (due: readonly Tree[]): Promise<void> => {
    isAtIt = true;
    const began = clock.monotonicMs();
    try {
      await lookAndTry(core, { due, found, show, count });
    } finally {
      const tookMs = clock.monotonicMs() - began;
      restsUntil = clock.now() + Math.min(LONGEST_REST_MS, tookMs * REST);
      isAtIt = false;
      onRest();
    }
  };

  return {
    async recount(timeoutMs) {
      await recount(core, found.recounted, timeoutMs);
      count();
    },
    step(isWatched) {
      if (core.stopping !== 'no') return null;
      count();
      const world = core.world();
      if (isAtIt) return nextOldAt(world);
      if (world.now < restsUntil) return restsUntil;
      const { due, nextAt: lookAt } = looksDue(world, { looked: found.looked, isWatched });
      const nextAt = earlier(lookAt, nextOldAt(world));
      const isSame = core.book.version === version;
      version = core.book.version;
      if (due.length === 0 && isSame) return nextAt;
      if (due.length > 0 || untried(found, pairsNow(core, found), world.now).length > 0) void begin(due);
      else show();
      return nextAt;
    },
  };
}

interface Round {
  readonly due: readonly Tree[];
  readonly found: Found;
  /** Of conflicts. */
  readonly show: () => void;
  readonly count: () => void;
}

/** Never rejects. */
async function lookAndTry(core: Core, { due, found, show, count }: Round): Promise<void> {
  for (let from = 0; from < due.length; from += LOOKS_AT_ONCE) {
    for (const tree of due.slice(from, from + LOOKS_AT_ONCE)) {
      found.looked.set(tree.key, await lookAtTree(core, tree, found.looked.get(tree.key) ?? null));
      count();
    }
    await tryDue(core, found, show);
  }
  if (due.length === 0) await tryDue(core, found, show);
}

async function tryDue(core: Core, found: Found, show: () => void): Promise<void> {
  const due = untried(found, pairsNow(core, found), core.parts.clock.now());
  for (let from = 0; from < due.length; from += MOST_AT_ONCE) {
    const some = due.slice(from, from + MOST_AT_ONCE);
    remember(found, some, await tryThem(core, some));
    show();
  }
  if (due.length === 0) show();
}

function pairsNow(core: Core, { looked }: Found): readonly Pair[] {
  return pairsOf(core, liveWork(core.world()), looked);
}

/** Whether they say something else than before. */
function showClashes(core: Core, found: Found): boolean {
  const before = core.senses.clashes;
  const clashes = new Map(pairsNow(core, found).map((pair) => [pair.key, clashOf(found, pair)]));
  core.senses.clashes = clashes;
  return saysOther(before, clashes);
}

/** Each work with each other, and with the integration branch. */
function pairsOf(
  { book, parts }: Core,
  works: readonly LiveWork[],
  looked: ReadonlyMap<string, Looked>,
): readonly Pair[] {
  const { tip } = book.ledger.integration;
  const notYet = unknown('its worktree was not looked at yet', parts.clock.now());
  const standsAt = (work: LiveWork): Seen<Sha> =>
    work.seat === null ? known(work.tip, 0) : (looked.get(workKey(work))?.work ?? notYet);
  return works.flatMap((work, place) => [
    ...works.slice(place + 1).map((other) => ({
      key: conflictKey(work, other),
      a: sideOf(work),
      b: sideOf(other),
      of: both(standsAt(work), standsAt(other)),
    })),
    ...(tip === null ? [] : [intoIntegration(work, standsAt(work), tip)]),
  ]);
}

/** What began at the tip of the integration branch contains it, whatever became of it. */
function intoIntegration(work: LiveWork, at: Seen<Sha>, tip: Sha): Pair {
  const side = sideOf(work);
  const of = work.startSha === tip ? known([tip, tip] as const, 0) : both(at, known(tip, 0));
  return { key: conflictKey(side, null), a: side, b: null, of };
}

function sideOf({ task, attempt, worker }: LiveWork): WorkSide {
  return { task, attempt, worker };
}

function both(one: Seen<Sha>, other: Seen<Sha>): Pair['of'] {
  if (!one.known) return one;
  return other.known ? known([one.value, other.value], 0) : other;
}

/** The commits to be tried, each two of them once. */
function untried({ tried }: Found, pairs: readonly Pair[], now: number): readonly (readonly [Sha, Sha])[] {
  const due = new Map<string, readonly [Sha, Sha]>();
  for (const { of } of pairs) {
    if (!of.known || of.value[0] === of.value[1]) continue;
    const files = tried.get(of.value.join(' '));
    const isDue = files === undefined || (!files.known && now - files.since >= TRY_AGAIN_MS);
    if (isDue) due.set(of.value.join(' '), of.value);
  }
  return [...due.values()];
}

/** Never rejects. */
async function tryThem(
  { parts, book }: Core,
  pairs: readonly (readonly [Sha, Sha])[],
): Promise<readonly Files[]> {
  const rules = book.ledger.integration.tip ?? pairs[0]?.[0] ?? '';
  try {
    return await parts.repository.forecast.tryMerges(pairs, rules);
  } catch (error) {
    const because = messageOf(error);
    parts.log.warn({}, `could not try ${pairs.length} merges: ${because}`);
    return pairs.map(() => unknown(because, parts.clock.now()));
  }
}

function remember(
  { tried }: Found,
  pairs: readonly (readonly [Sha, Sha])[],
  results: readonly Files[],
): void {
  for (const [at, pair] of pairs.entries()) {
    const files = results[at];
    tried.delete(pair.join(' '));
    if (files !== undefined) tried.set(pair.join(' '), files);
  }
  for (const oldest of tried.keys()) {
    if (tried.size <= MOST_REMEMBERED) return;
    tried.delete(oldest);
  }
}

function clashOf({ tried }: Found, { key, a, b, of }: Pair): Clash {
  if (!of.known) return { key, a, b, of: null, files: of };
  const [one, other] = of.value;
  const notYet = unknown('it was not tried yet', 0);
  const files: Files = one === other ? known([], 0) : (tried.get(of.value.join(' ')) ?? notYet);
  return { key, a, b, of: of.value, files };
}

function saysOther(before: ReadonlyMap<string, Clash>, after: ReadonlyMap<string, Clash>): boolean {
  if (before.size !== after.size) return true;
  for (const [key, { of, files }] of after) {
    const old = before.get(key);
    if (old === undefined || old.files.known !== files.known) return true;
    if (files.known ? old.of?.join() !== of?.join() : old.files.known || old.files.reason !== files.reason)
      return true;
  }
  return false;
}
