import type { GenerationEnd } from './generation.ts';
import type { TaskId, WorkerName } from './names.ts';

/** An agent that ended by itself after it had got a text of a task. `at`: epoch milliseconds. */
export interface TaskCrash {
  readonly worker: WorkerName;
  readonly at: number;
  readonly says: string;
}

/** Which agents a task took along. Older releases did not write it. */
export interface TaskCrashes {
  /** The newest last (bounded), until the task is finished or begun again by a human. */
  readonly crashes?: readonly TaskCrash[];
  /** Workers whose restarts it used up alone: others are to try it. */
  readonly crashedOut?: readonly WorkerName[];
}

export interface WorkerCrashes {
  readonly lastEnd: LastEnd | null;
  /** When it crashed, within the restart window; without what took its tmux server along. */
  readonly crashes: readonly number[];
  /** Of each of these crashes, the task whose text the agent had got; null: none. Older releases did not write it. */
  readonly crashedWith?: readonly (TaskId | null)[];
}

export interface LastEnd extends GenerationEnd {
  readonly at: number;
  readonly number: number;
  /** The task at which it crashed, if it had got a text of it. Older releases did not write it, nor `lines`. */
  readonly task?: TaskId | null;
  /** What its screen showed then (bounded), of unknown origin. */
  readonly lines?: readonly string[];
  /** What it left running in sessions of its own was ended, for no life came after it. Older releases did not write it. */
  readonly daemonsEnded?: true;
}

/** How an agent ended, for a person. */
export function endWords(end: GenerationEnd | null): string {
  if (end === null) return 'it has no session';
  if (end.how === 'lost') return 'its session was lost';
  return end.signal !== null && end.signal !== 0
    ? `it was ended by signal ${end.signal}`
    : `it ended with status ${end.status ?? 'unknown'}`;
}
