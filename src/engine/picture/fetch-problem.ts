import type { Problem } from '../../domain/wish.ts';
import type { World } from '../../domain/world.ts';

/** Said while the base cannot be fetched: what is shown of it may be old. */
export function fetchProblem({ remote, policy, ledger }: World): readonly Problem[] {
  const because = ledger.integration.baseFetch?.because ?? null;
  if (remote === null || because === null) return [];
  const message = `${policy.base} cannot be fetched and is taken as last seen: ${because}`;
  return [{ file: remote, line: null, column: null, message, tasks: [] }];
}
