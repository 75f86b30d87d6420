import type { Fact } from '../domain/facts.ts';
import { putAsideUnder } from '../domain/put-aside.ts';
import type { World } from '../domain/world.ts';
import { uncommittedOf } from './uncommitted.ts';

/** What a person is told of an order, with what becomes of the uncommitted files of an attempt that it ends. */
export function withPutAside(world: World, says: string, facts: readonly Fact[]): string {
  const ended = facts.flatMap((fact) => (endsAttempt(fact) ? [fact.task] : []));
  const lines = [...new Set(ended)].flatMap((task) => putAsideSays(world, task));
  return [says, ...lines].join('; ');
}

type Ending = Extract<Fact, { type: 'task.retried' | 'task.stage' }>;

function endsAttempt(fact: Fact): fact is Ending {
  return fact.type === 'task.retried' || (fact.type === 'task.stage' && fact.stage === 'cancelled');
}

function putAsideSays(world: World, id: string): readonly string[] {
  const attempt = world.ledger.tasks.get(id)?.attempt ?? null;
  if (attempt === null) return [];
  const { worker, branch, number } = attempt;
  if (world.ledger.workers.get(worker)?.worktree?.branch !== branch) return [];
  const left = uncommittedOf(world, worker);
  if (left === null || left.files === null || left.files === 0) return [];
  const files = left.files === 1 ? '1 uncommitted file' : `${left.files} uncommitted files`;
  return [
    `${files} in the worktree of ${worker} ${left.files === 1 ? 'is' : 'are'} put aside under ${putAsideUnder(world.projectId, id)}/${number} before it is used again (czar why ${id} tells how to get them back)`,
  ];
}
