import type { ForgeCheck } from '../../../src/domain/forge-report.ts';
import type { Sha } from '../../../src/domain/names.ts';
import type { Random } from '../random.ts';

/** Checks that run at the forge by themselves, head by head. Times are epoch milliseconds. */
export interface Ci {
  /** Somebody can see this head from now on. */
  begin(head: Sha, task: string | null, at: number): void;
  checksAt(head: Sha, at: number): readonly ForgeCheck[];
}

/** What the checks of a head do: of a hundred heads each; the rest pass. */
export interface CiHabits {
  readonly none: number;
  /** Fails, once for each task. */
  readonly red: number;
  /** Fails, and passes when somebody runs it again. */
  readonly redThenGreen: number;
  readonly never: number;
  /** Until it is there, and until it has ended, in milliseconds. */
  readonly mostMs: number;
}

type Step = { readonly from: number; readonly state: ForgeCheck['state'] };

export function openCi(random: Random, habits: CiHabits): Ci {
  const plans = new Map<Sha, readonly Step[]>();
  const failedFor = new Set<string>();
  const plan = (task: string | null, at: number): readonly Step[] => {
    const { none, red, redThenGreen, never, mostMs } = habits;
    const drawn = random.int(0, 99);
    const appears = at + random.int(0, mostMs / 5);
    const ends = appears + random.int(0, mostMs);
    const again = ends + random.int(0, 2 * mostMs);
    const pending: Step = { from: appears, state: 'pending' };
    if (drawn < none) return [];
    if (drawn < none + never) return [pending];
    if (drawn < none + never + redThenGreen)
      return [pending, { from: ends, state: 'failed' }, { from: again, state: 'passed' }];
    if (drawn < none + never + redThenGreen + red && task !== null && !failedFor.has(task)) {
      failedFor.add(task);
      return [pending, { from: ends, state: 'failed' }];
    }
    return [pending, { from: ends, state: 'passed' }];
  };
  return {
    begin(head, task, at) {
      if (!plans.has(head)) plans.set(head, plan(task, at));
    },
    checksAt(head, at) {
      const now = (plans.get(head) ?? []).findLast(({ from }) => from <= at);
      const tail = now?.state === 'failed' ? '1 test failed' : '';
      return now === undefined ? [] : [{ name: 'build', state: now.state, url: null, tail }];
    },
  };
}
