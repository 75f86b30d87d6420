import type { Policy } from '../../domain/policy.ts';
import type { History } from '../../ports/repository.ts';
import type { Refusal } from '../refusal.ts';

/**
 * Branches whose names git cannot have beside Czar's: a branch `feat` leaves no room for `feat/x`, and `omnibus/shop/x` none for
 * `omnibus/shop`. And the base branch has to be there.
 */
export async function branchesInTheWay(history: History, policy: Policy): Promise<readonly Refusal[]> {
  const { base, git } = policy;
  const refusals: Refusal[] = [];
  for (const [name, key] of foldersOf(policy.git)) {
    const tip = await history.tip(name);
    if (!tip.known || tip.value === null) continue;
    const help = `git branch -m ${name} <other name>, or set "${key}" in czar.config.json`;
    refusals.push(refusal(name, `there can be no branch "${name}/…" beside it`, help));
  }
  const [below] = (await history.branches(`${git.integration}/`)).keys();
  if (below !== undefined) {
    const help = `git branch -m ${below} <other name>, or set "git.integration" in czar.config.json`;
    refusals.push(refusal(below, `there can be no branch "${git.integration}" beside it`, help));
  }
  const tip = await history.baseTip(base);
  if (tip.known && tip.value === null)
    refusals.push(refusal(base, 'the base branch does not exist', 'set "base" in czar.config.json'));
  return refusals;
}

/** Each folder of the names that Czar gives, with the key that the name comes from. */
export function foldersOf({
  branchPrefix,
  integration,
}: Pick<Policy['git'], 'branchPrefix' | 'integration'>): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const [name, key] of [
    [branchPrefix, 'git.branchPrefix'],
    [integration, 'git.integration'],
  ] as const)
    for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1))
      folders.set(name.slice(0, at), key);
  return folders;
}

function refusal(on: string, because: string, help: string): Refusal {
  return { what: 'use the branches of this repository', on, because, help };
}
