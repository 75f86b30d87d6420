import { toldOf } from '../../decide/conflicts.ts';
import { liveWork } from '../../decide/live-work.ts';
import type { Clash, Conflict, WorkSide } from '../../domain/conflict.ts';
import type { ConflictRow, Snapshot } from '../../domain/snapshot.ts';
import type { World } from '../../domain/world.ts';

/** What of the work under way conflicts, and what was compared. */
export function conflictsPart(world: World): Required<Pick<Snapshot, 'conflicts' | 'compared'>> {
  const work = liveWork(world).map(({ task, worker }) => ({ task, worker }));
  const unknown = [...world.clashes.values()].flatMap((clash) =>
    clash.files.known || world.ledger.conflicts.has(clash.key)
      ? []
      : [{ tasks: tasksOf(clash), because: clash.files.reason }],
  );
  const conflicts = [...world.ledger.conflicts.values()].map((conflict) => rowOf(world, conflict));
  return { conflicts, compared: { work, unknown } };
}

function rowOf(world: World, conflict: Conflict): ConflictRow {
  const { a, b, files, count, since } = conflict;
  const told = toldOf(world, conflict);
  const tasks = tasksOf(conflict);
  return { a: a.worker, b: b?.worker ?? 'integration', tasks, files, fileCount: count, since, told };
}

function tasksOf({ a, b }: Pick<Clash, 'a' | 'b'>): readonly string[] {
  return [a, b].flatMap((side: WorkSide | null) => side?.task ?? []);
}
