import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { Ended } from '../../src/engine/options.ts';
import { supervise } from '../../src/engine/supervise.ts';
import { endIsRight } from './ending.ts';
import { type Human, letHumanIn } from './human.ts';
import type { Life } from './life.ts';
import { scenarioOf } from './scenario.ts';
import { makeWorld, type SimulatedWorld } from './world.ts';

export interface Run {
  readonly seed: number;
  readonly steps: number;
  readonly virtualMs: number;
  readonly lives: number;
  readonly hash: string;
  readonly violations: readonly string[];
}

const MOST_STEPS = 150_000;
const MOST_VIRTUAL_MS = 48 * 3_600_000;
/** Between the death of a supervisor and the next one. */
const MOST_ABSENT_MS = 10 * 60_000;

/** Runs the world of a seed until its supervisor has settled everything, or something is wrong. */
export async function runSeed(seed: number, onNote: (line: string) => void = () => undefined): Promise<Run> {
  const world = makeWorld(scenarioOf(seed), onNote);
  const { scheduler, watchdog, scenario } = world;
  const human = letHumanIn(world);
  const startedAt = scheduler.now;
  let lives = 1;
  let current = begin(world, human);
  let ended: Ended | null = null;
  while (watchdog.violations.length === 0 && ended === null) {
    if (!(await scheduler.step())) watchdog.violated('nothing is due any more, and it has not ended');
    if (scheduler.steps > MOST_STEPS || scheduler.now - startedAt > MOST_VIRTUAL_MS) {
      watchdog.violated(`it is not settled after ${scheduler.steps} steps: ${pendingOf(world)}`);
    }
    const killAfter = scenario.kills[lives - 1] ?? Number.POSITIVE_INFINITY;
    if (scheduler.steps - current.beganAt >= killAfter && current.life.isAlive && current.ended() === null) {
      await crash(world, current.life);
      lives += 1;
      current = begin(world, human);
    }
    ended = current.ended();
  }
  if (ended !== null) for (const wrong of endIsRight(world, ended)) watchdog.violated(wrong);
  world.invariants.nothingLost(world.craft.left);
  current.life.kill();
  return {
    seed,
    steps: scheduler.steps,
    virtualMs: scheduler.now - startedAt,
    lives,
    hash: watchdog.hash(),
    violations: watchdog.violations,
  };
}

interface Current {
  readonly life: Life;
  readonly beganAt: number;
  ended(): Ended | null;
}

function begin(world: SimulatedWorld, human: Human): Current {
  const { life, parts } = world.beginLife();
  let ended: Ended | null = null;
  const options = {
    only: [],
    untilDone: true,
    version: 'sim',
    signal: new AbortController().signal,
    onSnapshot: (snapshot: Snapshot) => human.sees(snapshot),
    adopt: false,
  };
  const run = async (): Promise<void> => {
    await parts.door.take();
    ended = await supervise(parts, options);
  };
  run().catch((error: unknown) => {
    world.watchdog.violated(
      `supervise failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  });
  return { life, beganAt: world.scheduler.steps, ended: () => ended };
}

/** Agents and gates go on while nobody is there. */
async function crash({ disk, random, scheduler, watchdog }: SimulatedWorld, life: Life): Promise<void> {
  watchdog.note('kill -9');
  life.kill();
  disk.crash();
  const backAt = scheduler.now + random.int(0, MOST_ABSENT_MS);
  let isBack = false;
  scheduler.after(backAt - scheduler.now, () => {
    isBack = true;
  });
  while (!isBack && (await scheduler.step()));
  watchdog.note('a new supervisor');
}

function pendingOf({ invariants: { ledger } }: SimulatedWorld): string {
  const tasks = [...ledger.tasks.values()].filter(({ stage }) => stage !== 'merged' && stage !== 'cancelled');
  const open = [...ledger.open.values()].map(({ action }) => action.kind);
  return JSON.stringify({
    tasks: tasks.map(({ id, stage, phase, worker }) => [id, stage, phase, worker]),
    open,
    failures: [...ledger.failures.values()].map(({ message }) => message),
    questions: [...ledger.questions.values()].map(({ text }) => text),
    workers: [...ledger.workers.values()].map(({ name, agent, task, generation }) => [
      name,
      agent.activity,
      task,
      generation?.number,
    ]),
  });
}
