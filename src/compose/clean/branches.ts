import { openOwnRefs } from '../../adapters/git/own-refs.ts';
import type { KeptThing } from '../../domain/clean-plan.ts';
import type { Sha } from '../../domain/names.ts';
import { looseLeash } from '../loose-leash.ts';
import { type Bucket, bucketOf, type Removal } from './bucket.ts';
import type { Survey } from './survey.ts';

/** Task branches whose every commit is merged; with `all` the integration branch too, once the base has it. */
export async function branches(survey: Survey): Promise<Bucket> {
  const { policy, repository, all } = survey;
  const own = [...(await repository.history.branches(policy.git.branchPrefix))];
  const integration = await repository.history.tip(policy.git.integration);
  const tip = integration.known ? integration.value : null;
  if (all && tip !== null) own.push([policy.git.integration, tip]);
  const into = [tip, survey.baseTip];
  const found: (Removal | KeptThing | null)[] = [];
  for (const [name, sha] of own)
    found.push(await judge({ name, sha }, survey, name === policy.git.integration ? [survey.baseTip] : into));
  return bucketOf(found);
}

interface Branch {
  readonly name: string;
  readonly sha: Sha;
}

async function judge(
  { name, sha }: Branch,
  survey: Survey,
  into: readonly (Sha | null)[],
): Promise<Removal | KeptThing | null> {
  const { all } = survey;
  if (isInUse(name, survey)) return all ? { name, because: 'its task is under way' } : null;
  const merged = await mergedInto(sha, survey, into);
  if (merged === null) return all ? { name, because: 'it holds work that is not merged' } : null;
  if (!all && survey.worktrees.some(({ branch }) => branch === name)) return null;
  return {
    what: 'branch',
    name,
    bytes: null,
    proof: `all of it is in ${merged.slice(0, 7)}`,
    take: async () => {
      const holder = (await survey.repository.worktrees.list()).find(({ branch }) => branch === name);
      if (holder !== undefined) return `it is checked out in ${holder.path}`;
      const { commonDir, around } = survey.place;
      const refs = openOwnRefs(commonDir, around.env);
      return (await refs.drop(`refs/heads/${name}`, sha, looseLeash(around))) ? null : 'it moved';
    },
  };
}

/** A branch without a commit of its own is "merged" from its first moment on. */
function isInUse(name: string, { ledger }: Survey): boolean {
  const task = [...ledger.tasks.values()].find(({ attempt }) => attempt?.branch === name);
  return (
    task !== undefined && task.stage !== 'merged' && task.stage !== 'cancelled' && task.stage !== 'failed'
  );
}

async function mergedInto(
  sha: Sha,
  { repository }: Survey,
  into: readonly (Sha | null)[],
): Promise<Sha | null> {
  for (const tip of into) if (tip !== null && (await repository.history.isAncestor(sha, tip))) return tip;
  return null;
}
