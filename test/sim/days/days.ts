import type { JournalLine } from '../../../src/domain/entry.ts';
import type { Snapshot } from '../../../src/domain/snapshot.ts';
import type { Script, Truth } from './agent.ts';
import { type DayWorld, openDayWorld } from './world.ts';

/** Days of one kind: what their agents do, and what the world around them does. */
export interface DayKind {
  readonly name: string;
  readonly days: number;
  readonly hours: number;
  /** By the number of the worker, from 0 on. */
  readonly scripts: readonly Script[];
  /** Kinds of agents, by the number of the worker. */
  readonly agents: readonly string[];
  readonly weather: 'fair' | 'deaf' | 'asleep' | 'jumping clock' | 'restarts';
  /** So long somebody at work told nothing: else these days show little. */
  readonly quietForMinutes: number;
  /** How what is wrong with the agents has to be found; null: nothing is wrong with them. */
  readonly plant: Plant | null;
}

export interface Plant {
  /** The verdict that is right; every other one is a false alarm. */
  readonly as: Verdict;
  readonly withinMinutes: number;
}

export type Verdict = 'stuck' | 'crashed' | 'idle' | 'asks';

export interface DayResult {
  readonly kind: DayKind;
  /** "w3 is stuck after 190 minutes, and it is busy". */
  readonly falseAlarms: readonly string[];
  readonly planted: number;
  /** Minutes from the plant to the verdict. */
  readonly found: readonly number[];
  readonly missed: readonly string[];
  readonly faults: readonly string[];
  /** The longest time in which an agent at work told nothing and committed nothing. */
  readonly quietMinutes: number;
  /** Merged tasks. */
  readonly finished: number;
  readonly ms: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The quickest ones take longer. */
const HOURS_PER_TASK = 2;
/** News of a change need a moment: an event, a tick. */
const NEWS_MS = 90_000;

/** What a tick costs grows faster than the number of workers: several small worlds cost less than a large one. */
const WORKERS_PER_WORLD = 5;

export async function livesThrough(kind: DayKind): Promise<DayResult> {
  const beganMs = performance.now();
  const results: Awaited<ReturnType<typeof livesInOneWorld>>[] = [];
  for (let from = 0; from < kind.days; from += WORKERS_PER_WORLD) {
    const days = Math.min(WORKERS_PER_WORLD, kind.days - from);
    results.push(await livesInOneWorld({ ...kind, days }, from));
  }
  return {
    kind,
    falseAlarms: results.flatMap(({ falseAlarms }) => falseAlarms),
    planted: results.reduce((sum, { planted }) => sum + planted, 0),
    found: results.flatMap(({ found }) => found),
    missed: results.flatMap(({ missed }) => missed),
    faults: results.flatMap(({ faults }) => faults),
    quietMinutes: Math.max(...results.map(({ quietMinutes }) => quietMinutes)),
    finished: results.reduce((sum, { finished }) => sum + finished, 0),
    ms: performance.now() - beganMs,
  };
}

/** `from`: how many of these days other worlds have. */
async function livesInOneWorld(
  kind: DayKind,
  from: number,
): Promise<ReturnType<ReturnType<typeof openJudge>['result']>> {
  const judge = openJudge(kind);
  const world = openDayWorld({
    seed: `${kind.name} ${from}`,
    count: kind.days,
    tasks: Math.ceil(kind.hours / HOURS_PER_TASK),
    hears: kind.weather !== 'deaf',
    scriptOf: (worker) => among(kind.scripts, worker, from) ?? never,
    // Not in step with the scripts: after some days each agent has lived through each of them.
    kindOf: (worker) => among(kind.agents, worker, from + Math.floor(from / kind.agents.length)) ?? 'demo',
    onPlanted: (worker) => judge.planted(worker),
    onLine: (line) => judge.heard(line),
    onSnapshot: (snapshot) => judge.sees(snapshot),
    onError: (error) => judge.fault(String(error)),
  });
  judge.watch(world);
  let kill = (): void => undefined;
  const begin = (): void => {
    kill = world.begin();
  };
  world.scheduler.after(0, begin);
  weatherOf(kind, world, () => {
    kill();
    return begin;
  });
  // Counted by the clock that is not set: nobody works while the machine sleeps.
  let isOver = false;
  world.scheduler.after(kind.hours * HOUR_MS, () => {
    isOver = true;
  });
  while (!isOver && !judge.isDone() && (await world.scheduler.step()));
  kill();
  return judge.result();
}

function among<T>(things: readonly T[], worker: string, from: number): T | undefined {
  return things[(from + Number(worker.slice(1)) - 1) % things.length];
}

const never: Script = () => new Promise(() => undefined);

/** What happens around the agents. `killed` ends the supervisor, and gives what begins the next one. */
function weatherOf(kind: DayKind, world: DayWorld, killed: () => () => void): void {
  const { scheduler } = world;
  const random = world.random.fork('weather');
  const often = (least: number, most: number, act: () => void): void => {
    scheduler.after(random.int(least, most) * MINUTE_MS, () => {
      act();
      often(least, most, act);
    });
  };
  if (kind.weather === 'asleep') often(180, 300, () => world.jump(random.int(60, 540) * MINUTE_MS));
  if (kind.weather === 'jumping clock')
    often(60, 200, () => world.jump(random.pick([-1, 1]) * random.int(1, 180) * MINUTE_MS));
  if (kind.weather === 'restarts')
    often(60, 180, () => scheduler.after(random.int(0, 30) * MINUTE_MS, killed()));
}

function openJudge(kind: DayKind) {
  /** By worker: since when it does something wrong. */
  const plants = new Map<string, number>();
  const found = new Map<string, number>();
  const alarms: string[] = [];
  const faults: string[] = [];
  const told = new Set<string>();
  let world: DayWorld | null = null;
  const truthOf = (worker: string): { readonly truth: Truth; readonly forMs: number } => {
    const body = world?.bodies.get(worker);
    const now = world?.scheduler.now ?? 0;
    return { truth: body?.truth ?? 'starting', forMs: now - (body?.truthSince ?? now) };
  };
  let finished = 0;
  /** Once it is found, what is done about it is another matter. */
  const says = (worker: string, verdict: Verdict): void => {
    const plant = plants.get(worker);
    if (found.has(worker)) return;
    if (plant !== undefined && verdict === kind.plant?.as)
      return void found.set(worker, ((world?.scheduler.now ?? 0) - plant) / MINUTE_MS);
    const { truth, forMs } = truthOf(worker);
    const line = `${worker} (${world?.kindOf(worker) ?? ''}) is called ${verdict}, and it is ${truth} for ${Math.round(forMs / MINUTE_MS)} minutes`;
    if (!told.has(`${worker} ${verdict}`)) alarms.push(line);
    told.add(`${worker} ${verdict}`);
  };
  const judges = ({ entry }: JournalLine): void => {
    if (!('facts' in entry)) return;
    for (const fact of entry.facts) {
      if (fact.type === 'health.changed' && fact.health === 'stuck') says(fact.worker, 'stuck');
      if (fact.type === 'generation.ended' && fact.end.how !== 'ended-by-czar') says(fact.worker, 'crashed');
      if (fact.type === 'worker.restarting' && fact.because === 'stuck') says(fact.worker, 'stuck');
      if (fact.type === 'task.merged') finished += 1;
    }
  };
  return {
    watch(given: DayWorld) {
      world = given;
    },
    planted(worker: string) {
      if (!plants.has(worker)) plants.set(worker, world?.scheduler.now ?? 0);
    },
    heard: judges,
    fault: (what: string) => faults.push(what),
    /** What people are shown: nobody who works is idle or asks, and nobody is ill who is well. */
    sees({ workers }: Snapshot) {
      for (const { worker, activity, health } of workers) {
        if (health === 'stuck' || health === 'crashed') says(worker, health);
        if (activity !== 'idle' && activity !== 'asks') continue;
        const { truth, forMs } = truthOf(worker);
        const isAtWork = (truth === 'busy' || truth === 'frozen') && forMs > NEWS_MS;
        if (isAtWork || (plants.has(worker) && truth === activity)) says(worker, activity);
      }
    },
    isDone: () => kind.plant !== null && found.size === kind.days,
    result() {
      const bound = kind.plant?.withinMinutes ?? 0;
      const late = [...plants.keys()].filter(
        (worker) => (found.get(worker) ?? Number.POSITIVE_INFINITY) > bound,
      );
      return {
        falseAlarms: alarms,
        planted: plants.size,
        found: [...found.values()],
        missed: late.map(
          (worker) =>
            `${worker} (${world?.kindOf(worker) ?? ''}): ${found.get(worker)?.toFixed(0) ?? 'never'} minutes`,
        ),
        faults,
        quietMinutes:
          Math.max(...[...(world?.bodies.values() ?? [])].map(({ quietMs }) => quietMs)) / MINUTE_MS,
        finished,
      };
    },
  };
}
