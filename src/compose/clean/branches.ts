import type { KeptThing } from '../../domain/clean-plan.ts';
import { type Sha, trashRef } from '../../domain/names.ts';
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
  const proof = await proofOf(sha, survey, into);
  if (proof === null) return all ? { name, because: 'it holds work that is not merged' } : null;
  if (!all && survey.worktrees.some(({ branch }) => branch === name)) return null;
  return { what: 'branch', name, bytes: null, proof, take: () => take({ name, sha, proof }, survey) };
}

/** Kept under a ref for a while, unless everything is to go. */
async function take(
  { name, sha, proof }: Branch & { readonly proof: string },
  survey: Survey,
): Promise<string | null> {
  const { repository, forGood, place } = survey;
  const holder = (await repository.worktrees.list()).find(({ branch }) => branch === name);
  if (holder !== undefined) return `it is checked out in ${holder.path}`;
  const leash = looseLeash(place.around);
  const ref = trashOf(name, survey);
  const came = await repository.trash.discard({ branch: name, tip: sha, ref, proof }, leash);
  if (came !== 'discarded') return came === 'moved' ? 'it moved' : 'it is checked out';
  if (forGood) await repository.trash.empty(ref, leash);
  return null;
}

function trashOf(name: string, { ledger, place: { projectId } }: Survey): string {
  const task = [...ledger.tasks.values()].find(({ attempt }) => attempt?.branch === name);
  return task?.attempt === undefined || task.attempt === null
    ? `refs/czar/${projectId}/trash/${name}`
    : trashRef(projectId, task.id, task.attempt.number);
}

/** A branch without a commit of its own is "merged" from its first moment on. */
function isInUse(name: string, { ledger }: Survey): boolean {
  const task = [...ledger.tasks.values()].find(({ attempt }) => attempt?.branch === name);
  return (
    task !== undefined && task.stage !== 'merged' && task.stage !== 'cancelled' && task.stage !== 'failed'
  );
}

async function proofOf(
  sha: Sha,
  { repository }: Survey,
  into: readonly (Sha | null)[],
): Promise<string | null> {
  for (const tip of into) {
    const proof = tip === null ? null : await repository.trash.proofIn(sha, tip);
    if (proof !== null) return proof;
  }
  return null;
}
