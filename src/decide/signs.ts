import { eventWords } from '../domain/agent-event.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { Vitals } from '../domain/vitals.ts';
import type { World } from '../domain/world.ts';
import { livePane } from './pane.ts';
import { runningTask } from './running-task.ts';

/** What Czar itself types into a session makes its agent stir for so long: that is no sign of the agent's own. */
const ECHO_MS = 60_000;

/** One source of evidence about an agent: when it moved last (epoch milliseconds; null: not since it is looked at). */
export interface LifeSign {
  readonly source: Extract<Evidence['source'], 'event' | 'transcript' | 'process' | 'git' | 'pane'>;
  readonly at: number | null;
  /** What moved. */
  readonly what: string;
  /**
   * `progress`: the agent gets on. `work`: something runs for it, which may also run for ever. `motion`: a screen that moves is no
   * more than that.
   */
  readonly means: 'progress' | 'work' | 'motion';
}

/** All sources in the order of their precedence: event, transcript, process tree, git, pane. */
export function signsOf(world: World, worker: WorkerState): readonly LifeSign[] {
  const { agent } = worker;
  const seen = vitalsOf(world, worker);
  const output = livePane(world, worker.name)?.lastOutputAt ?? null;
  const { lastEvent, screen = null } = agent;
  return [
    {
      source: 'event',
      at: agent.lastEventAt,
      what: lastEvent === null ? 'nothing said yet' : `its word that it ${eventWords[lastEvent]}`,
      means: 'progress',
    },
    { source: 'transcript', at: seen?.transcriptAt ?? null, what: 'its transcript', means: 'progress' },
    { source: 'process', at: seen?.processes?.workedAt ?? null, what: 'its processes', means: 'work' },
    { source: 'git', at: worker.progressAt, what: 'commit, delivery or start', means: 'progress' },
    { source: 'git', at: seen?.tree?.changedAt ?? null, what: 'its worktree', means: 'progress' },
    { source: 'pane', at: screen?.countedAt ?? null, what: 'the count on its screen', means: 'progress' },
    { source: 'pane', at: output, what: 'its screen', means: 'motion' },
  ];
}

/** What was looked at of the session that is there now; null: nothing yet. */
export function vitalsOf(world: World, { name, generation }: WorkerState): Vitals | null {
  const vitals = world.vitals.get(name);
  return vitals !== undefined && vitals.generation === generation?.number ? vitals : null;
}

/** Times of the signs that an agent gets on, in the order of `signsOf`; null for one that says nothing. Made in every tick. */
export function markOf(world: World, worker: WorkerState): readonly (number | null)[] {
  const seen = vitalsOf(world, worker);
  const { lastEventAt, screen } = worker.agent;
  const times = [
    lastEventAt,
    seen?.transcriptAt ?? null,
    worker.progressAt,
    seen?.tree?.changedAt ?? null,
    screen?.countedAt ?? null,
  ];
  const sent = runningTask(world, worker)?.attempt?.messages;
  if (sent?.remind === undefined && sent?.help === undefined) return times;
  const echoes = [sent.remind?.lastAt, sent.help?.lastAt].filter((at) => at !== undefined);
  return times.map((at) =>
    at === null || echoes.some((from) => at >= from && at - from < ECHO_MS) ? null : at,
  );
}

/**
 * Since when nothing moves of it, by the clock of the day: the newest sign that it got on. More of that time may have passed than
 * counts against it, never less.
 */
export function stillSince(world: World, worker: WorkerState): number {
  const signs = markOf(world, worker).filter((at) => at !== null);
  return Math.min(world.now - stillOf(world, worker), Math.max(0, ...signs) || world.now);
}

/** Since when it brought no result: a commit, a delivery or its start. */
export function resultSince(world: World, worker: WorkerState): number {
  return Math.min(world.now - quietOf(world, worker), worker.progressAt ?? world.now);
}

/** Equality, not order: clocks are set back. */
export function movedSince(before: readonly (number | null)[], now: readonly (number | null)[]): boolean {
  return now.some((at, place) => at !== null && at !== before[place]);
}

/** At the last look builds, tests or the like were running for it. */
export function atWork(world: World, worker: WorkerState): boolean {
  const processes = vitalsOf(world, worker)?.processes ?? null;
  return processes !== null && processes.workedAt === processes.readAt;
}

/** Whether anything works for it is not known before the second look: after a start of the supervisor, in the middle of a build. */
export function mayWork(world: World, worker: WorkerState): boolean {
  return vitalsOf(world, worker)?.processes?.first === true;
}

/** An agent's word is believed for so long of counted time in which nothing moves. */
export function believedMs({ policy }: World): number {
  return Math.min(policy.health.silenceMs, policy.health.slowMs / 2);
}

/** Counted time without a result, in milliseconds. What came in this tick is in it. */
export function quietOf(world: World, worker: WorkerState): number {
  const counted = world.counted.get(worker.name);
  if (counted === undefined) return worker.quietMs;
  return counted.progressAt === worker.progressAt ? counted.quietMs : 0;
}

/** Counted time in which nothing moved, in milliseconds. */
export function stillOf(world: World, worker: WorkerState): number {
  const counted = world.counted.get(worker.name);
  if (counted === undefined) return worker.stillMs ?? worker.quietMs;
  return counted.progressAt === worker.progressAt ? counted.stillMs : 0;
}

const SWEEP_MS = 30_000;

/** Everything is looked at every half minute anyway: only what is configured to be quicker wakes the loop by itself. */
export function wakesItself({ policy }: World): boolean {
  return policy.health.slowMs < 16 * SWEEP_MS;
}
