import { Fault } from '../../domain/fault.ts';
import type { Generation } from '../../domain/generation.ts';
import type { Attempt, TaskState, WorkerState, WorktreeState } from '../../domain/ledger.ts';
import type { Sha, TaskId, WorkerName } from '../../domain/names.ts';
import type { AgentPolicy } from '../../domain/policy.ts';
import type { Seen } from '../../domain/seen.ts';
import type { World } from '../../domain/world.ts';
import type { AgentKind } from '../../ports/agent.ts';
import type { Effect } from './effect.ts';

/** What an effect is about, as it is now. What is not there any more is a transient fault: it is decided anew. */

export function workerNow(world: World, name: WorkerName): WorkerState {
  const worker = world.ledger.workers.get(name);
  if (worker === undefined) throw notNow('find the worker', name, 'there is no such worker any more');
  return worker;
}

export function worktreeNow(world: World, name: WorkerName): WorktreeState {
  const { worktree } = workerNow(world, name);
  if (worktree === null) throw notNow('use the worktree', name, 'it has none yet');
  return worktree;
}

export function taskNow(world: World, id: TaskId): TaskState {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) throw notNow('find the task', id, 'there is no such task any more');
  return task;
}

/** The task's current attempt, if it is the one with this number. */
export function attemptNow(world: World, id: TaskId, number: number): Attempt {
  const { attempt } = taskNow(world, id);
  if (attempt?.number !== number) throw notNow('go on with the attempt', `${id} ${number}`, 'it is over');
  return attempt;
}

/** An agent in its present life, and how to drive it. */
export interface Agent {
  readonly who: Generation;
  readonly kind: AgentKind;
}

/** Null: that generation is not the current one any more. */
export function agentNow(effect: Effect, name: WorkerName, number: number): Agent | null {
  const { generation } = workerNow(effect.now(), name);
  if (generation?.number !== number) return null;
  const { workers, agents } = effect.now().policy;
  const agent = agents.get(workers.get(name)?.agent ?? '');
  return { who: generation, kind: kindNow(effect, generation.kind, agent) };
}

/** With the facts that the agent's entry in the config names; `agent` undefined: it has none any more. */
export function kindNow(
  { parts }: Pick<Effect, 'parts'>,
  name: string,
  agent: AgentPolicy | undefined,
): AgentKind {
  const kind = parts.kinds.get(name);
  if (kind !== undefined) return agent === undefined ? kind : (kind.configured?.(agent) ?? kind);
  throw new Fault({
    code: 'bad-input',
    what: 'drive an agent',
    on: name,
    because: 'there is no such kind of agent',
    help: `kinds: ${[...parts.kinds.keys()].join(', ')}`,
  });
}

/** Tip of a branch as git has it now; null when there is none. Errors: Fault `git-failed` when it cannot be read. */
export async function tipNow({ parts }: Pick<Effect, 'parts'>, branch: string): Promise<Sha | null> {
  return seenOrFault(await parts.repository.history.tip(branch), branch);
}

export function seenOrFault<T>(seen: Seen<T>, on: string): T {
  if (seen.known) return seen.value;
  throw new Fault({ code: 'git-failed', what: 'look', on, because: seen.reason, transient: true });
}

/** Throws once the deadline is over or the supervisor goes down: nothing is typed or moved after that. */
export function refuseIfOver({ signal }: Pick<Effect, 'signal'>, what: string, on: string): void {
  if (!signal.aborted) return;
  throw new Fault({ code: 'deadline', what, on, because: 'its time is over', transient: true });
}

export function notNow(what: string, on: string, because: string): Fault {
  return new Fault({ code: 'not-now', what, on, because, transient: true });
}
