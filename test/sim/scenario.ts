import { canonicalText } from '../../src/domain/delivery.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { KindFacts } from '../../src/domain/world.ts';
import { newEntry, type QueueEntry } from './ports/files.ts';
import type { ForgeWeather } from './ports/github.ts';
import { type Random, seeded } from './random.ts';
import { drawWeather, FAIR, type Weather } from './service.ts';
import { drawEconomy, type Economy } from './spending.ts';

/** What an agent does with one task. Counts are used up as they happen. */
export interface Temper {
  readonly commits: number;
  readonly stepMs: number;
  /** So often its finished work fails the checks. */
  readonly bugs: number;
  /** It changes a file that others change too. */
  readonly shares: boolean;
  /** It leaves a file uncommitted at the end of a turn. */
  readonly litters: boolean;
  readonly forgetsMarker: boolean;
  readonly strays: 'no' | 'branch' | 'detached' | 'branch-with-marker';
  /** So often it asks a human instead of finishing. */
  readonly asks: number;
  /** So often its process dies in the middle. */
  readonly crashes: number;
  /** So often it stops moving, with its spinner turning. */
  readonly freezes: number;
  /** So often it asks in a dialog whether it may do something. */
  readonly permissions: number;
  readonly swallowsEnter: boolean;
  /** After some pastes it reads nothing for a while. */
  readonly stalls: boolean;
  /** What it was sent back for it puts right in its last commit, which is another one then. */
  readonly amends: boolean;
  /** It commits nothing new. */
  readonly idles: boolean;
}

/** What a human does at some moment. */
export type HumanEdit = { readonly afterMs: number } & (
  | { readonly do: 'cancel' | 'hold' | 'release' | 'reword' | 'hurry' | 'reopen'; readonly task: string }
  | { readonly do: 'add'; readonly task: string; readonly after: readonly string[] }
  | { readonly do: 'commit-to-base' }
  | { readonly do: 'nudge' | 'restart' | 'pause'; readonly worker: string }
);

/** Everything that a seed decides before the first step. */
export interface Scenario {
  readonly seed: number;
  readonly workers: readonly string[];
  readonly entries: readonly QueueEntry[];
  readonly tempers: ReadonlyMap<string, Temper>;
  readonly edits: readonly HumanEdit[];
  /** Steps of each life after which the supervisor is killed; one more life follows and is spared. */
  readonly kills: readonly number[];
  /** Milliseconds after which the tmux server dies. */
  readonly serverDeaths: readonly number[];
  /** Workers whose agent dies at once, and how many of its starts do. */
  readonly dying: ReadonlyMap<string, number>;
  readonly humanAnswers: boolean;
  /** What the config says of the dialogs of its agents. */
  readonly dialogs: { readonly trust: boolean; readonly onPrompt: 'wait' | 'deny' };
  /** What its agents take in one paste; null: everything. */
  readonly pasteBytes: number | null;
  readonly omnibus: 'manual' | 'auto';
  readonly unblockOn: 'merged' | 'complete';
  readonly writeBack: boolean;
  /** How many gates run at once, and how long a check takes at most. */
  readonly gates: { readonly width: 1 | 'auto'; readonly mostMs: number };
  /** Somebody reads what is merged. */
  readonly reviewed: boolean;
  /** Pull requests live at a forge that others use too; not there: here. */
  readonly github?: AtGitHub;
  /** The world answers at once. */
  readonly prompt?: true;
  /** Whoever reads it has no moods, and finds something once in each of these tasks. */
  readonly criticised?: readonly string[];
  readonly facts: KindFacts;
  /** Workers whose agents use an account of their own. */
  readonly team: readonly string[];
  readonly weather: Weather;
  readonly economy: Economy;
  /** Updates of the agents' programs; some of them cannot be used. */
  readonly updates: readonly {
    readonly agent: string;
    readonly afterMs: number;
    readonly isBroken: boolean;
  }[];
  /** Of a hundred hints. */
  readonly lostHints: number;
  /** How heavy a line of the journal weighs, so that compaction comes early. */
  readonly journalWeight: number;
}

/** A forge with its weather, and what the config says of its checks. */
export interface AtGitHub {
  readonly weather: ForgeWeather;
  readonly ciWait: Policy['ci']['wait'];
  /** Only the forge itself may move the integration branch. */
  readonly isProtected: boolean;
  /** Of a hundred pull requests: people merge, close, or push to so many, or open one of their own for the same branch. */
  readonly people: {
    readonly merges: number;
    readonly closes: number;
    readonly pushes: number;
    readonly opens: number;
  };
}

const MINUTE_MS = 60_000;
const OWN_ACCOUNT = 'default of demo';
export const TEAM_ACCOUNT = 'team';
export const PROJECT_ID = 'a1b2c3d4e5f6';

export function scenarioOf(seed: number): Scenario {
  const random = seeded(`seed ${seed}`);
  const workers = Array.from({ length: random.int(1, 6) }, (_, index) => `w${index + 1}`);
  const isCalm = random.chance(0.3);
  const entries = drawEntries(random.fork('entries'), workers);
  const ofTempers = random.fork('tempers');
  const ofServices = random.fork('services');
  const hasHuman = !isCalm && random.chance(0.5);
  return {
    seed,
    workers,
    entries: entries.map((entry) => ({
      ...entry,
      ...drawServers(random.fork(`servers ${entry.id}`), isCalm),
    })),
    tempers: new Map(
      entries.map(({ id }) => {
        const ofDialogs = random.fork(`dialogs ${id}`);
        const permissions = !isCalm && ofDialogs.chance(0.2) ? ofDialogs.int(1, 3) : 0;
        const amends = !isCalm && random.fork(`amends ${id}`).chance(0.3);
        return [id, { ...drawTemper(ofTempers, isCalm), permissions, amends }];
      }),
    ),
    ...(seed % FORGE_EVERY === 1 ? { github: drawForge(random.fork('github'), isCalm) } : {}),
    edits: hasHuman ? drawEdits(random.fork('edits'), entries, workers) : [],
    kills: seed % 3 === 0 ? drawKills(random.fork('kills')) : [],
    serverDeaths: isCalm ? [] : drawServerDeaths(random.fork('server')),
    dying: new Map(isCalm || random.chance(0.85) ? [] : [[random.pick(workers), random.int(1, 12)]]),
    humanAnswers: random.chance(0.7),
    dialogs: drawDialogs(random.fork('dialogs')),
    pasteBytes: random.fork('pastes').chance(0.2) ? 500 : null,
    omnibus: random.chance(0.4) ? 'auto' : 'manual',
    unblockOn: random.fork('unblock').chance(0.4) ? 'complete' : 'merged',
    writeBack: random.chance(0.7),
    gates: random.fork('gates').chance(0.35)
      ? { width: 1, mostMs: 3 * MINUTE_MS }
      : { width: 'auto', mostMs: 20_000 },
    reviewed: random.fork('reviews').chance(0.3),
    facts: {
      proves: 'prompt-event',
      tellsIdle: true,
      resumes: random.chance(0.3),
      betweenTasks: random.chance(0.2) ? 'fresh' : 'keep',
      readyBy: random.fork('ready').chance(0.3) ? 'screen' : 'event',
    },
    team: ofServices.chance(0.5) ? workers.filter(() => ofServices.chance(0.5)) : [],
    weather: isCalm ? FAIR : drawWeather(ofServices, [OWN_ACCOUNT, TEAM_ACCOUNT]),
    economy: drawEconomy(random.fork('economy'), isCalm),
    updates: isCalm ? [] : drawUpdates(random.fork('updates')),
    lostHints: random.chance(0.2) ? random.int(1, 90) : 0,
    journalWeight: random.chance(0.2) ? random.int(50, 500) : 1,
  };
}

/** A world in so many has its pull requests at a forge that others use too. */
const FORGE_EVERY = 7;

function drawForge(random: Random, isCalm: boolean): AtGitHub {
  const few = (most: number): number => (isCalm ? 0 : random.int(0, most));
  const ci = {
    none: random.pick([0, 0, 30, 100]),
    red: few(30),
    redThenGreen: few(20),
    never: few(6),
    mostMs: random.pick([10_000, 2 * MINUTE_MS, 6 * MINUTE_MS]),
  };
  const isLocked = !isCalm && random.chance(0.2);
  const locked = { afterMs: random.int(0, 20 * MINUTE_MS), lastMs: random.int(MINUTE_MS, 20 * MINUTE_MS) };
  return {
    weather: { lost: few(8), stale: few(30), locked: isLocked ? [locked] : [], ci },
    ciWait: random.pick(['if-present', 'if-present', 'required', 'off'] as const),
    isProtected: random.chance(0.3),
    people: { merges: few(15), closes: few(5), pushes: few(5), opens: few(5) },
  };
}

function drawDialogs(random: Random): Scenario['dialogs'] {
  return { trust: random.chance(0.5), onPrompt: random.pick(['wait', 'deny'] as const) };
}

function drawUpdates(random: Random): Scenario['updates'] {
  if (!random.chance(0.4)) return [];
  return Array.from({ length: random.int(1, 3) }, () => ({
    agent: random.pick(['demo', 'team'] as const),
    afterMs: random.int(0, 40 * MINUTE_MS),
    isBroken: random.chance(0.3),
  }));
}

/** One name is none of the config. */
function drawServers(random: Random, isCalm: boolean): Pick<QueueEntry, 'mcp'> {
  if (isCalm || !random.chance(0.15)) return {};
  return { mcp: ['docs', 'search', 'nobody'].filter(() => random.chance(0.5)) };
}

/** No cycles: a task waits only for earlier ones. */
function drawEntries(random: Random, workers: readonly string[]): readonly QueueEntry[] {
  // Few are large: a world of twenty tasks takes as long as ten of five, and shows little more.
  const most = random.fork('size').chance(0.3) ? 20 : 10;
  const count = random.int(1, most);
  const density = random.pick([0, 0.1, 0.3, 0.6]);
  const ids = Array.from({ length: count }, (_, at) => workers[at] ?? `t${at + 1}`);
  const edges = ids.map((_, at) =>
    ids.slice(0, at).filter(() => random.chance(density / Math.max(1, at / 3))),
  );
  const waitedFor = new Set(edges.flat());
  return ids.map((id, order) => {
    const isPrimary = workers.includes(id);
    const after = edges[order] ?? [];
    const hasFields = after.length > 0 || waitedFor.has(id);
    return newEntry(id, {
      kind: isPrimary ? 'primary' : 'bonus',
      priority: random.int(1, 9),
      assignee: isPrimary ? id : random.chance(0.3) ? random.pick(workers) : null,
      after,
      order,
      text: canonicalText(`# ${id}\nDo ${id}.`),
      dependency: hasFields ? { status: 'waiting', notified: [], waitingSince: null } : null,
    });
  });
}

function drawTemper(random: Random, isCalm: boolean): Temper {
  const often = (probability: number): boolean => !isCalm && random.chance(probability);
  const count = (probability: number, most: number): number => (often(probability) ? random.int(1, most) : 0);
  return {
    commits: random.int(0, 4),
    stepMs: random.pick([500, 5_000, 30_000, 2 * MINUTE_MS]),
    bugs: count(0.25, 4),
    shares: often(0.3),
    litters: often(0.3),
    forgetsMarker: often(0.1),
    strays: often(0.15) ? random.pick(['branch', 'detached', 'branch-with-marker'] as const) : 'no',
    asks: count(0.1, 1),
    crashes: count(0.15, 2),
    freezes: count(0.05, 2),
    permissions: 0,
    swallowsEnter: often(0.1),
    stalls: !isCalm && random.fork('stalls').chance(0.2),
    amends: false,
    idles: often(0.05),
  };
}

function drawEdits(
  random: Random,
  entries: readonly QueueEntry[],
  workers: readonly string[],
): readonly HumanEdit[] {
  const edits: HumanEdit[] = [];
  for (let count = random.int(1, 5); count > 0; count -= 1) {
    const afterMs = random.int(0, 20 * MINUTE_MS);
    const task = random.pick(entries).id;
    const verb = random.pick([
      'cancel',
      'hold',
      'reword',
      'hurry',
      'reopen',
      'add',
      'base',
      'worker',
    ] as const);
    if (verb === 'base') edits.push({ afterMs, do: 'commit-to-base' });
    else if (verb === 'worker')
      edits.push({
        afterMs,
        do: random.pick(['nudge', 'restart', 'pause'] as const),
        worker: random.pick(workers),
      });
    else if (verb === 'add')
      edits.push({ afterMs, do: 'add', task: `new${count}`, after: random.chance(0.5) ? [task] : [] });
    else edits.push({ afterMs, do: verb, task });
    if (verb === 'hold') edits.push({ afterMs: afterMs + 4 * MINUTE_MS, do: 'release', task });
  }
  return edits;
}

function drawKills(random: Random): readonly number[] {
  return Array.from({ length: random.int(1, 3) }, () => Math.round(2 ** (random.int(0, 110) / 10)) + 5);
}

/** Now and then; or as soon as everybody is back, until nobody starts it any more. */
function drawServerDeaths(random: Random): readonly number[] {
  if (random.chance(0.6)) return [];
  const isBad = random.chance(0.5);
  const firstMs = random.int(0, isBad ? MINUTE_MS : 20 * MINUTE_MS);
  const everyMs = random.int(110_000, 140_000);
  const deaths = isBad ? random.int(6, 9) : random.int(1, 3);
  return Array.from({ length: deaths }, (_, at) => firstMs + at * everyMs);
}

/** Tasks that humans add have a temper as well. */
export function temperOf(scenario: Scenario, task: string): Temper {
  return scenario.tempers.get(task) ?? drawTemper(seeded(`seed ${scenario.seed} temper ${task}`), true);
}
