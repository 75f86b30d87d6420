import type { AskedHead, ForgeReport } from '../../domain/forge-report.ts';
import type { Clock } from '../../ports/clock.ts';
import { openChecks } from './checks.ts';
import { statusOf } from './decode-answer.ts';
import { decodePullToReport, type PullToReport } from './decode-report.ts';
import { openLook } from './looks.ts';
import type { Place } from './place.ts';
import { openReviews } from './reviews.ts';

/** What others say of heads of pull requests (port `Forge.reports`). One after the other. */
export function openReports(
  place: Place & { readonly clock: Pick<Clock, 'now'> },
): (of: readonly AskedHead[]) => Promise<readonly ForgeReport[]> {
  const { api, owner, name } = place;
  const pullAt = openLook(api, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', decodePullToReport);
  const checksOf = openChecks(place);
  const reviewsOf = openReviews(place);
  const report = async ({ number, headSha: head }: AskedHead): Promise<ForgeReport | null> => {
    const pull = await unlessGone(pullAt({ owner, repo: name, pull_number: number }));
    if (pull === null || pull.state !== 'open' || pull.head.sha !== head) return null;
    const reviews = await reviewsOf({ number, author: pull.user?.id ?? null });
    const checks = await checksOf(head);
    const { base, mergeable, updated_at } = pull;
    const updatedAt = Date.parse(updated_at);
    return { number, head, updatedAt, base: base.ref, mergeable, checks, reviews };
  };
  return async (of) => {
    const told: ForgeReport[] = [];
    for (const asked of of) {
      const found = await report(asked);
      if (found !== null) told.push(found);
    }
    return told;
  };
}

async function unlessGone(pull: Promise<PullToReport>): Promise<PullToReport | null> {
  try {
    return await pull;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
