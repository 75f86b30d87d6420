import type { Ledger } from '../../src/domain/ledger.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { PullRequest } from '../../src/domain/pull-request.ts';
import type { OpenGitHub } from './github.ts';
import { contentOf } from './ports/git/objects.ts';
import type { GitStore } from './ports/git/store.ts';
import type { Watchdog } from './watchdog.ts';

export interface WatchedForge {
  readonly atGitHub: OpenGitHub | null;
  readonly store: GitStore;
  readonly policy: Policy;
  readonly watchdog: Watchdog;
  readonly now: () => number;
}

/** Between a look at the checks and a push that it allowed is no single moment, and a look may be a little old. */
const LOOKED_MS = 40_000;

/** What others opened is left alone, and nothing is merged whose checks at the forge are not as the config wants them. */
export function watchForge({ atGitHub, store, policy, watchdog, now }: WatchedForge, ledger: Ledger): void {
  if (atGitHub === null) return;
  const { site, remote } = atGitHub;
  const { objects } = store;
  site.onForeign(({ number }) => watchdog.violated(`#${number} is changed, which somebody else opened`));
  remote.onMove(({ branch, before, after, by }) => {
    watchdog.note(`origin ${branch} ${before ?? 'new'} ${after ?? 'gone'} by ${by}`);
    if (branch !== policy.git.integration || by !== 'czar' || after === null) return;
    for (const pr of site.pullRequests.values()) {
      if (pr.state !== 'open' && pr.mergedSha !== after) continue;
      const isNew = before === null || !objects.isAncestor(pr.headSha, before);
      if (pr.base !== branch || pr.task === null || !isNew || !objects.isAncestor(pr.headSha, after))
        continue;
      const because = whyHeld(pr, now()) ?? null;
      if (because !== null && whyHeld(pr, now() - LOOKED_MS) !== null)
        watchdog.violated(`#${pr.number} of ${pr.task} is merged at ${pr.headSha}: ${because}`);
    }
  });
  const whyHeld = ({ number, headSha }: PullRequest, at: number): string | null => {
    const evidence = ledger.pullRequests.get(number)?.atForge;
    if (policy.ci.wait === 'off' || (evidence?.head === headSha && evidence.waived === true)) return null;
    const checks = site.ci.checksAt(headSha, at);
    const bad = checks.find(({ state }) => state !== 'passed');
    if (bad !== undefined) return `its check is ${bad.state}`;
    return policy.ci.wait === 'required' && checks.length === 0 ? 'it has no check' : null;
  };
}

/** Whether the integration branch follows what was merged at the forge; null: it does not. Else why that is wrong, or `fine`. */
export function followsForge(
  { atGitHub, store, policy }: WatchedForge,
  {
    ledger,
    after,
    passed,
  }: { readonly ledger: Ledger; readonly after: string; readonly passed: ReadonlySet<string> },
): string | null {
  const there = atGitHub?.remote.tips.get(policy.git.integration);
  if (atGitHub === null || there === undefined) return null;
  const { objects } = store;
  const actions = [...ledger.open.values()].map(({ action }) => action);
  const isThere = objects.isAncestor(after, there);
  if (actions.some(({ kind }) => kind === 'take-in'))
    return isThere || passed.has(after) ? 'fine' : 'it is taken in, and neither there nor tested';
  const merge = actions.find((action) => action.kind === 'merge');
  if (merge === undefined || ledger.integration.isProtected !== true || !isThere) return null;
  const isTested = contentOf(objects.get(after).tree) === contentOf(objects.get(merge.merge).tree);
  return isTested || atGitHub.isTouched ? 'fine' : 'what the forge merged is not what was tested';
}
