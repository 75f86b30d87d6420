import { looksDue, processSign, treeSign } from '../../decide/vitals.ts';
import { livePane } from '../../decide/pane.ts';
import { Fault } from '../../domain/fault.ts';
import type { Generation } from '../../domain/generation.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { ProcessTime, TreeSign, Vitals } from '../../domain/vitals.ts';
import { messageOf } from '../retry.ts';
import type { Core } from '../core.ts';

/** Looks at what stirs of those workers of which nothing else tells how they are. Without any it does nothing. */
export async function observeVitals(core: Core): Promise<void> {
  const { parts, book, senses } = core;
  const workers = looksDue(core.world()).workers.flatMap((name) => lifeOf(core, name));
  if (workers.length === 0) return;
  const grown = parts.transcripts.grownAt();
  const times = await processTimes(core, workers);
  const looked = await Promise.all(
    workers.map(async ({ worker, generation }): Promise<readonly [WorkerName, Vitals]> => {
      const before = senses.vitals.get(worker.name);
      const known = before?.generation === generation.number ? before : null;
      const tree = await treeOf(core, worker, known?.tree ?? null);
      const now = parts.clock.now();
      const time = times.get(generation.panePid);
      return [
        worker.name,
        {
          generation: generation.number,
          lookedAt: now,
          transcriptAt: notLater(grown.get(worker.name), now),
          processes:
            time === undefined
              ? null
              : processSign(known?.processes ?? null, time, { now, monotonicMs: parts.clock.monotonicMs() }),
          tree,
        },
      ];
    }),
  );
  const kept = [...senses.vitals].filter(([name]) => book.ledger.workers.get(name)?.generation !== null);
  senses.vitals = new Map([...kept, ...looked]);
}

interface LifeNow {
  readonly worker: WorkerState;
  readonly generation: Generation;
}

function lifeOf(core: Core, name: WorkerName): readonly LifeNow[] {
  const worker = core.book.ledger.workers.get(name);
  const generation = worker?.generation ?? null;
  if (worker === undefined || generation === null || livePane(core.world(), name) === null) return [];
  return [{ worker, generation }];
}

function notLater(at: number | undefined, now: number): number | null {
  return at === undefined ? null : Math.min(at, now);
}

/** Processes that cannot be seen say nothing. */
async function processTimes(
  { parts }: Core,
  lives: readonly LifeNow[],
): Promise<ReadonlyMap<number, ProcessTime>> {
  try {
    return await parts.machine.processTimes(lives.map(({ generation }) => generation.panePid));
  } catch (error) {
    parts.log.warn({}, `could not look at processes: ${messageOf(error)}`);
    return new Map();
  }
}

/** One that cannot be looked at is as it was seen last. */
async function treeOf(
  { parts }: Core,
  { name, worktree }: WorkerState,
  before: TreeSign | null,
): Promise<TreeSign | null> {
  if (worktree === null) return before;
  try {
    const state = await parts.repository.worktrees.state(worktree);
    return treeSign(before, state, parts.clock.now());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({ worker: name }, `could not look at a worktree: ${error.message}`);
    return before;
  }
}
