import { advanceAgentTime } from '../decide/agent-time.ts';
import { advanceCounted } from '../decide/counted-time.ts';
import { Fault } from '../domain/fault.ts';
import type { Graph } from '../domain/graph.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Wish } from '../domain/wish.ts';
import type { Astray, KindFacts, World } from '../domain/world.ts';
import type { Book } from './book.ts';
import { forgeNow } from './forge-now.ts';
import { type GraphIndex, indexGraph } from './graph.ts';
import type { Hearing } from './hearing.ts';
import { openOwnWrites, type OwnWrites } from './own-writes.ts';
import type { Parts } from './parts.ts';
import type { Sense, Senses, Strayed } from './senses.ts';
import type { SuperviseOptions } from './options.ts';
import type { Trust } from './trust.ts';

/** What the phases of a tick share. */
export interface Core {
  readonly parts: Parts;
  readonly options: SuperviseOptions;
  readonly book: Book;
  readonly hearing: Hearing;
  readonly trust: Trust;
  readonly senses: Senses;
  /** What observers know from their last look, to ask less. */
  readonly remembered: Remembered;
  readonly ownWrites: OwnWrites;
  stopping: World['stopping'];
  stoppingSince: World['stoppingSince'];
  rebuildGraph(): void;
  /** The senses have another wish. */
  followWish(): void;
  /** The world as it is now. Cheap: nothing is copied. */
  world(): World;
  /** Lets counted time pass (decide/counted-time.ts). Once a tick. */
  passTime(): void;
  /** Errors after which nothing may be done any more. */
  isFatal(error: unknown): boolean;
}

interface Remembered {
  /** The journal was empty: a new project, or its journal is lost. */
  fresh: boolean;
  /** As `OpenedJournal` has them. */
  damage: readonly string[];
  damagedFiles: readonly string[];
  rawWish: Wish | null;
  /** The config that this supervisor started with. */
  atStart: Policy | null;
  watched: string | null;
  /** Looks that are under way. */
  readonly looks: Map<Sense, Promise<string | null>>;
  /** Since when workers have used something that is not journaled; epoch milliseconds. */
  readonly unspent: Map<WorkerName, number>;
  readonly astray: Map<WorkerName, { readonly question: string; readonly astray: Astray | null }>;
}

type Given = Pick<Core, 'parts' | 'options' | 'book' | 'hearing' | 'trust' | 'senses'>;

export function openCore(given: Given): Core {
  const { parts, book, senses } = given;
  const index = openIndex(given);
  let times: Pick<World, 'counted' | 'agentMs'> = { counted: new Map(), agentMs: new Map() };
  let lastMs: number | null = null;
  const kinds = factsOfKinds(parts);
  const ownWrites = openOwnWrites();
  const graph = (): Graph => {
    index.now().touch(book.takeTouched());
    return withoutOwn(index.now().graph, ownWrites.tasks);
  };
  const core: Core = {
    ...given,
    remembered: nothingRemembered(),
    ownWrites,
    ...notStopping,
    followWish() {
      index.now().touch(book.takeTouched());
      if (!index.now().follow(senses.wish)) index.rebuild();
    },
    rebuildGraph() {
      book.takeTouched();
      index.rebuild();
    },
    world: () => ({
      now: parts.clock.now(),
      projectId: parts.projectId,
      policy: senses.policy,
      ledger: book.ledger,
      wish: senses.wish,
      unaccepted: senses.unaccepted,
      graph: graph(),
      terminal: senses.terminal,
      heads: senses.heads,
      astray: strayedNow(book.ledger, senses.astray),
      unread: senses.unread,
      clashes: senses.clashes,
      uncommitted: senses.uncommitted,
      baseTip: senses.baseTip,
      integrationTip: senses.integrationTip,
      remote: parts.repository.merges.remote,
      ...forgeOf(parts, book.ledger),
      textHashes: senses.textHashes,
      ...times,
      vitals: senses.vitals,
      machine: senses.machine,
      programs: senses.programs,
      kinds,
      ...stoppingOf(core),
    }),
    passTime() {
      const nowMs = parts.clock.monotonicMs();
      const elapsedMs = lastMs === null ? 0 : nowMs - lastMs;
      times = timesAfter(core.world(), elapsedMs);
      lastMs = nowMs;
    },
    isFatal: (error) => error instanceof Fault && error.facts.code === 'fenced',
  };
  return core;
}

type Stopping = Pick<World, 'stopping' | 'stoppingSince'>;

const notStopping: Stopping = { stopping: 'no', stoppingSince: null };

function stoppingOf({ stopping, stoppingSince }: Stopping): Stopping {
  return { stopping, stoppingSince };
}

function factsOfKinds({ kinds }: Parts): ReadonlyMap<string, KindFacts> {
  return new Map([...kinds].map(([name, { facts }]) => [name, facts]));
}

/** Built anew when the wish or the policy asks for another graph. */
function openIndex({ book, senses }: Pick<Core, 'book' | 'senses'>): {
  now(): GraphIndex;
  rebuild(): void;
} {
  const build = () => {
    const { unblockOn } = senses.policy.merge;
    return { unblockOn, index: indexGraph(book.ledger, senses.wish, unblockOn) };
  };
  let built = build();
  const rebuild = (): void => {
    built = build();
  };
  return {
    now() {
      if (built.unblockOn !== senses.policy.merge.unblockOn) rebuild();
      return built.index;
    },
    rebuild,
  };
}

function forgeOf(parts: Parts, ledger: Ledger): Pick<World, 'forge' | 'hooks'> {
  const { hooks } = parts;
  return { forge: forgeNow(parts, ledger).kind, ...(hooks === undefined ? {} : { hooks: hooks.state() }) };
}

function timesAfter(world: World, elapsedMs: number): Pick<World, 'counted' | 'agentMs'> {
  return {
    counted: advanceCounted(world, { previous: world.counted, elapsedMs }),
    agentMs: advanceAgentTime(world, elapsedMs),
  };
}

function withoutOwn(graph: Graph, own: ReadonlySet<TaskId>): Graph {
  if (own.size === 0) return graph;
  return { ...graph, unsynced: new Set([...graph.unsynced].filter((id) => !own.has(id))) };
}

/** Without what was seen of an attempt that is not the worker's any more: its head lies where the one before has left it. */
function strayedNow(
  { workers, tasks }: Ledger,
  seen: ReadonlyMap<WorkerName, Strayed>,
): ReadonlyMap<WorkerName, Astray> {
  const now = new Map<WorkerName, Astray>();
  for (const [name, { task, attempt, astray }] of seen) {
    const isNow = workers.get(name)?.task === task && tasks.get(task)?.attempt?.number === attempt;
    if (isNow) now.set(name, astray);
  }
  return now;
}

function nothingRemembered(): Remembered {
  return {
    fresh: false,
    damage: [],
    damagedFiles: [],
    rawWish: null,
    atStart: null,
    watched: null,
    looks: new Map(),
    unspent: new Map(),
    astray: new Map(),
  };
}
