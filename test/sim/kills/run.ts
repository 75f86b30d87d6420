import type { Ended } from '../../../src/engine/options.ts';
import { supervise } from '../../../src/engine/supervise.ts';
import type { Scenario } from '../scenario.ts';
import { makeWorld, type SimulatedWorld } from '../world.ts';
import { type FinalWorld, finalWorld } from './final.ts';
import { pointed } from './pointed.ts';
import { openPoints, type Points } from './points.ts';
import { type Chapter, tell } from './story.ts';

/** A small world, what its person does, and where its supervisor is killed. */
export interface Telling {
  readonly scenario: Scenario;
  readonly chapters: readonly Chapter[];
  /** Number of the point; null: it lives. */
  readonly killAt: number | null;
  readonly onNote?: (line: string) => void;
}

export interface Told {
  readonly passed: readonly string[];
  readonly final: FinalWorld;
  readonly violations: readonly string[];
  readonly steps: number;
}

const MOST_STEPS = 40_000;
const MOST_VIRTUAL_MS = 12 * 3_600_000;
/** Between the death of a supervisor and the next one. */
const ABSENT_MS = 3_000;

export async function runTelling({ scenario, chapters, killAt, onNote }: Telling): Promise<Told> {
  const world = makeWorld(scenario, onNote ?? (() => undefined));
  const { scheduler, watchdog } = world;
  const startedAt = scheduler.now;
  const story = tell(world, chapters);
  const points = openPoints(killAt);
  let life = begin(world, points);
  let isKilled = false;
  while (watchdog.violations.length === 0 && life.ended() === null) {
    await scheduler.step();
    if (points.isReached && !isKilled) {
      isKilled = true;
      watchdog.note(`kill -9 ${points.passed.at(-1) ?? ''}`);
      life.kill();
      world.disk.crash();
      await pass(world, ABSENT_MS);
      life = begin(world, openPoints(null));
    }
    if (scheduler.steps > MOST_STEPS || scheduler.now - startedAt > MOST_VIRTUAL_MS)
      watchdog.violated(`it is still waited for: ${story.waitsFor ?? 'its end'}; ${openOf(world)}`);
  }
  const ended = life.ended();
  if (ended !== null && (ended.because !== 'stopped' || story.waitsFor !== null))
    watchdog.violated(`it ended as ${ended.because}: ${ended.says}`);
  world.invariants.nothingLost(world.craft.left);
  life.kill();
  const { violations } = watchdog;
  return { passed: points.passed, final: finalWorld(world), violations, steps: scheduler.steps };
}

interface Current {
  kill(): void;
  ended(): Ended | null;
}

function begin(world: SimulatedWorld, points: Points): Current {
  const { life, parts } = world.beginLife();
  let ended: Ended | null = null;
  const run = async (): Promise<void> => {
    await parts.door.take();
    ended = await supervise(pointed(parts, points), {
      only: [],
      untilDone: false,
      version: 'sim',
      signal: new AbortController().signal,
      onSnapshot: () => undefined,
      adopt: false,
    });
  };
  run().catch((error: unknown) => {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
    world.watchdog.violated(`supervise failed: ${says}`);
  });
  return { kill: () => life.kill(), ended: () => ended };
}

/** Agents and processes go on while nobody is there. */
async function pass({ scheduler }: SimulatedWorld, ms: number): Promise<void> {
  let isOver = false;
  scheduler.after(ms, () => {
    isOver = true;
  });
  while (!isOver && (await scheduler.step()));
}

function openOf({ invariants: { ledger } }: SimulatedWorld): string {
  return JSON.stringify({
    tasks: [...ledger.tasks.values()].map(({ id, stage, phase, worker }) => [id, stage, phase, worker]),
    open: [...ledger.open.values()].map(({ action }) => action.kind),
    failures: [...ledger.failures.values()].map(({ message }) => message),
    questions: [...ledger.questions.values()].map(({ text }) => text),
  });
}
