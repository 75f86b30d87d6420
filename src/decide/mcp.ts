import type { WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Problem } from '../domain/wish.ts';
import type { World } from '../domain/world.ts';
import { runningTask } from './running-task.ts';

/** Names of the servers that a session of this worker is to have now: those of its agent, its own, and those of its task. */
export function wantedServers(world: World, worker: WorkerState): readonly string[] {
  const seat = world.policy.workers.get(worker.name);
  const agent = seat === undefined ? undefined : world.policy.agents.get(seat.agent);
  const task = runningTask(world, worker);
  const wish = task === null ? undefined : world.wish.tasks.get(task.id);
  return [...new Set([...(agent?.mcp ?? []), ...(seat?.mcp ?? []), ...(wish?.mcp ?? [])])];
}

/** Whether its session was begun for other servers than its task is to have. */
export function hasOtherServers(world: World, worker: WorkerState): boolean {
  const had = new Set(worker.generation?.servers?.wanted);
  const wanted = wantedServers(world, worker);
  return wanted.length !== had.size || wanted.some((name) => !had.has(name));
}

/** Which servers a worker's session has to do without, or null. */
export function explainServers(world: World, name: WorkerName): string | null {
  const missing = world.ledger.workers.get(name)?.generation?.servers?.missing ?? [];
  if (missing.length === 0) return null;
  const each = missing.map((server) => `${server.name} (${server.because})`).join(', ');
  return `its session has no MCP server ${each}; they are tried again at its next start (czar restart ${name})`;
}

/** One line for each server that a running session does not have. */
export function serverProblems({ ledger }: World): readonly Problem[] {
  return [...ledger.workers.values()].flatMap(({ name: worker, generation }) =>
    (generation?.servers?.missing ?? []).map(({ name, because }) => ({
      file: worker,
      line: null,
      column: null,
      message: `works without the MCP server "${name}": ${because}`,
      tasks: [],
    })),
  );
}
