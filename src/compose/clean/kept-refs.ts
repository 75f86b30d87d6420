import { openOwnRefs, type OwnRef } from '../../adapters/git/own-refs.ts';
import type { KeptThing } from '../../domain/clean-plan.ts';
import { projectRef } from '../../domain/names.ts';
import { shortDuration, wholeDuration } from '../../domain/units.ts';
import { looseLeash } from '../loose-leash.ts';
import { type Bucket, bucketOf, type Removal } from './bucket.ts';
import type { Survey } from './survey.ts';

/**
 * Work that was saved from worktrees and branches that were removed, once that is longer ago than `keep.trash`; with `all` every
 * removed branch, as it was merged, and the merges that gates looked at.
 */
export async function keptRefs(survey: Survey): Promise<Bucket> {
  const { commonDir, projectId, around } = survey.place;
  const refs = openOwnRefs(commonDir, around.env);
  const below = `refs/czar/${projectId}/`;
  const drop = async ({ name, sha }: OwnRef) =>
    (await refs.drop(name, sha, looseLeash(around))) ? null : 'it moved';
  const saved = (await refs.list(`${below}saved/`)).map((ref) => judgeSaved(ref, survey, () => drop(ref)));
  const trash = (await refs.list(`${below}trash/`)).flatMap((ref) =>
    judgeTrash(ref, survey, () => drop(ref)),
  );
  const derived = survey.all && !survey.runs ? [`${below}gate/`, projectRef(projectId)] : [];
  const gates = (await Promise.all(derived.map((prefix) => refs.list(prefix)))).flat();
  const proof = 'derived: a gate makes it again';
  const removable = gates.map((ref) => ({
    what: 'saved-work' as const,
    name: ref.name,
    bytes: null,
    proof,
    take: () => drop(ref),
  }));
  return bucketOf([...saved, ...trash, ...removable]);
}

function judgeTrash(
  { name, at }: OwnRef,
  { policy, all }: Survey,
  take: () => Promise<string | null>,
): readonly Removal[] {
  const ageMs = Date.now() - at;
  if (!all && ageMs <= policy.keep.trashMs) return [];
  const proof = `a merged branch, removed ${shortDuration(ageMs)} ago`;
  return [{ what: 'saved-work', name, bytes: null, proof, take }];
}

function judgeSaved(
  { name, at }: OwnRef,
  { policy, all }: Survey,
  take: () => Promise<string | null>,
): Removal | KeptThing | null {
  const ageMs = Date.now() - at;
  const { trashMs } = policy.keep;
  if (ageMs > trashMs) {
    const proof = `saved ${shortDuration(ageMs)} ago, "keep.trash" is ${wholeDuration(trashMs)}`;
    return { what: 'saved-work', name, bytes: null, proof, take };
  }
  return all ? { name, because: `saved work: git log -p ${name}` } : null;
}
