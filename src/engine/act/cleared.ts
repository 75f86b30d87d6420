import type { Cleared } from '../../domain/cleared-text.ts';
import { Fault } from '../../domain/fault.ts';
import type { Attempt, TaskState } from '../../domain/ledger.ts';
import type { Sha, TaskId } from '../../domain/names.ts';
import type { World } from '../../domain/world.ts';
import type { Effect } from './effect.ts';

/** Dependencies of a task that are satisfied. */
export function satisfiedOf(world: World, task: TaskId): readonly TaskState[] {
  return (world.graph.after.get(task) ?? []).flatMap((id) => {
    const state = world.ledger.tasks.get(id);
    return state?.stage === 'merged' ? [state] : [];
  });
}

/** What the dependencies of a task brought, for its text. */
export async function clearedFor(effect: Effect, task: TaskId): Promise<readonly Cleared[]> {
  return Promise.all(satisfiedOf(effect.now(), task).map((state) => clearedBy(effect, state)));
}

async function clearedBy(effect: Effect, { id, merged, gate, attempt }: TaskState): Promise<Cleared> {
  const merge = merged?.sha ?? null;
  const from = gate !== null && gate.merge === merge ? gate.tip : null;
  return {
    task: id,
    merge,
    note: merged?.note ?? null,
    files: merge === null || from === null ? null : await filesBetween(effect, from, merge),
    messages: (await messagesOf(effect, from, merged?.head ?? null)) ?? subjectsOf(attempt),
  };
}

/** A text is not held back because of what only adorns it. */
async function filesBetween({ parts }: Effect, from: Sha, to: Sha): Promise<readonly string[] | null> {
  try {
    return (await parts.repository.history.changes(from, to)).files;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({ from, to }, `what a dependency brought cannot be told: ${error.message}`);
    return null;
  }
}

const MOST_COMMITS = 50;

async function messagesOf(
  { parts }: Effect,
  from: Sha | null,
  to: Sha | null,
): Promise<readonly string[] | null> {
  if (from === null || to === null) return null;
  try {
    return await parts.repository.history.messages({ from, to, limit: MOST_COMMITS });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({ from, to }, `what a dependency's commits say cannot be told: ${error.message}`);
    return null;
  }
}

function subjectsOf(attempt: Attempt | null): readonly string[] {
  return (attempt?.recent ?? []).map(({ subject }) => subject);
}
