import type { Action, Lane } from '../domain/plan.ts';

/**
 * What is under way. A lane runs one action at a time and has no backlog. Keys and worktree of one worker exclude each other: nothing
 * is typed while its branch is switched, and nothing is switched while something is typed.
 */
export interface Lanes {
  isFree(action: Action): boolean;
  begin(action: Action, run: Promise<void>): void;
  readonly running: number;
  /** Resolves when all that is under way has ended. */
  idle(): Promise<void>;
}

export function openLanes(): Lanes {
  const running = new Map<string, Promise<void>>();
  return {
    isFree: ({ lane }) => !running.has(trackOf(lane)),
    begin(action, run) {
      const track = trackOf(action.lane);
      running.set(track, run);
      const free = (): void => {
        running.delete(track);
      };
      void run.then(free, free);
    },
    get running() {
      return running.size;
    },
    async idle() {
      await Promise.allSettled(running.values());
    },
  };
}

function trackOf(lane: Lane): string {
  return lane.replace(/^(keys|tree):/, 'worker:');
}
