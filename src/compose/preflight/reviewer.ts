import { lackOfReviewer } from '../../adapters/reviewers/lack.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Refusal } from '../refusal.ts';
import { definedEnv, type Surroundings } from '../surroundings.ts';

/** A reviewer that cannot be asked, told before the first finished work waits for it; null: there is none, or it has what it needs. */
export async function refuseReviewer(
  { review, root }: Pick<Policy, 'review' | 'root'>,
  env: Surroundings['env'],
): Promise<Refusal | null> {
  const lack = await lackOfReviewer(review, { root, env: definedEnv(env) });
  if (lack === null) return null;
  const { because, help = 'docs/review.md says what it needs' } = lack.facts;
  return { what: 'have changes reviewed', on: `review.by "${review.by}"`, because, help };
}
