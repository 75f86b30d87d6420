import type { Cleared } from '../../domain/cleared-text.ts';
import { Fault } from '../../domain/fault.ts';
import type { Attempt, TaskState } from '../../domain/ledger.ts';
import type { Sha, TaskId } from '../../domain/names.ts';
import type { GateVerdict } from '../../domain/pull-request.ts';
import type { World } from '../../domain/world.ts';
import type { Repository } from '../../ports/repository.ts';
import type { Effect } from './effect.ts';

/** Dependencies of a task that are satisfied: merged, or not yet and in its branch from its beginning. */
export function satisfiedOf(world: World, task: TaskId): readonly TaskState[] {
  return (world.graph.after.get(task) ?? []).flatMap((id) => {
    const state = world.ledger.tasks.get(id);
    if (state === undefined) return [];
    return state.stage === 'merged' || headIn(world, task, id) !== null ? [state] : [];
  });
}

/** At which head the work of a dependency that was not merged is in a task's branch. */
function headIn({ ledger }: World, task: TaskId, on: TaskId): Sha | null {
  const parts = ledger.tasks.get(task)?.attempt?.on ?? [];
  return parts.find((part) => part.task === on)?.head ?? null;
}

/** What the dependencies of a task brought, for its text. */
export async function clearedFor(effect: Effect, task: TaskId): Promise<readonly Cleared[]> {
  return Promise.all(
    satisfiedOf(effect.now(), task).map((state) => {
      const head = state.stage === 'merged' ? null : headIn(effect.now(), task, state.id);
      return head === null ? clearedBy(effect, state) : finishedBy(effect, state, head);
    }),
  );
}

async function clearedBy(effect: Effect, { id, merged, gate, attempt }: TaskState): Promise<Cleared> {
  const merge = merged?.sha ?? null;
  const from = gate !== null && gate.merge === merge ? beforeMerge(gate) : null;
  return {
    task: id,
    merge,
    note: merged?.note ?? null,
    files: merge === null || from === null ? null : await filesBetween(effect, from, merge),
    messages: (await messagesOf(effect, from, merged?.head ?? null)) ?? subjectsOf(attempt),
  };
}

async function finishedBy(effect: Effect, { id, attempt }: TaskState, head: Sha): Promise<Cleared> {
  const from = attempt?.startSha ?? null;
  return {
    task: id,
    merge: null,
    note: null,
    unmerged: head,
    files: from === null ? null : await filesBetween(effect, from, head),
    messages: (await messagesOf(effect, from, head)) ?? subjectsOf(attempt),
  };
}

/** What a merge was made on: in a batch that is the merge before it. */
function beforeMerge({ batch, merge, tip }: GateVerdict): Sha {
  const at = batch?.members.findIndex((member) => member.merge === merge) ?? 0;
  return batch?.members[at - 1]?.merge ?? tip;
}

const MOST_COMMITS = 50;

function filesBetween(effect: Effect, from: Sha, to: Sha): Promise<readonly string[] | null> {
  return unlessUntold(effect, { from, to, what: 'what a dependency brought' }, async ({ history }) => {
    const { files } = await history.changes(from, to);
    return files;
  });
}

async function messagesOf(
  effect: Effect,
  from: Sha | null,
  to: Sha | null,
): Promise<readonly string[] | null> {
  if (from === null || to === null) return null;
  return unlessUntold(effect, { from, to, what: "what a dependency's commits say" }, ({ history }) =>
    history.messages({ from, to, limit: MOST_COMMITS }),
  );
}

/** A text is not held back because of what only adorns it. */
async function unlessUntold<T>(
  { parts }: Effect,
  { from, to, what }: { readonly from: Sha; readonly to: Sha; readonly what: string },
  look: (repository: Repository) => Promise<T>,
): Promise<T | null> {
  try {
    return await look(parts.repository);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({ from, to }, `${what} cannot be told: ${error.message}`);
    return null;
  }
}

function subjectsOf(attempt: Attempt | null): readonly string[] {
  return (attempt?.recent ?? []).map(({ subject }) => subject);
}
