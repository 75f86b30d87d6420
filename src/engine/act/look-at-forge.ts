import { isUnsettled } from '../../decide/ci.ts';
import { headsToAsk } from '../../decide/forge-findings.ts';
import type { Fact } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { ForgeReport } from '../../domain/forge-report.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { ForgeNews } from '../../ports/forge.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { reportFacts } from './reports.ts';
import { refuseIfOver } from './subject.ts';

/** What others did to pull requests is journaled as seen. That the forge cannot be reached is no failure: it is tried again later. */
export const lookAtForge: Runner<ActionOf<'look-at-forge'>> = async (effect) => {
  const { watch } = effect.parts.forge;
  if (watch === null) return { says: 'nobody else changes anything there', facts: [] };
  try {
    return await look(effect, watch);
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code === 'no-token') throw error;
    refuseIfOver(effect, 'look at', 'GitHub');
    const { because } = error.facts;
    return {
      says: `GitHub could not be looked at: ${because}`,
      facts: [{ type: 'forge.unreachable', because }],
    };
  }
};

async function look(effect: Effect, watch: () => Promise<ForgeNews>): Promise<Done> {
  const news = await watch();
  const changed = await changes(effect, news);
  refuseIfOver(effect, 'look at', 'GitHub');
  const reported = reportFacts(effect.now().ledger, await reportsOf(effect, news));
  const said = [
    ...changed.map(({ number, state }) => `#${number} is ${state}`),
    ...(reported.length === 0 ? [] : [`checks or reviews of ${reported.length} heads are new`]),
  ];
  return {
    says: said.length === 0 ? 'nothing is new at GitHub' : `at GitHub ${said.join(', ')}`,
    facts: [...reported, { type: 'forge.seen', news: said.length > 0, budget: news.budget }],
  };
}

/** Pull requests that others changed, for an effect that met something that nobody had seen. */
export async function lookAround(effect: Effect): Promise<readonly PullRequest[]> {
  const { watch } = effect.parts.forge;
  return watch === null ? [] : changes(effect, await watch());
}

/** Journaled at once: news is told only once. */
async function changes(effect: Effect, { pullRequests }: ForgeNews): Promise<readonly PullRequest[]> {
  const { ledger } = effect.now();
  const changed = pullRequests.flatMap((seen) => changeOf(ledger, seen));
  const facts = changed.flatMap((pr): Fact[] => [{ type: 'pr.seen', pr }, ...mergedOmnibus(ledger, pr)]);
  if (facts.length > 0) await effect.step(facts);
  return changed;
}

/** Of finished work, what may still matter, and what was changed since it was asked about. */
async function reportsOf(effect: Effect, { pullRequests }: ForgeNews): Promise<readonly ForgeReport[]> {
  const { reports } = effect.parts.forge;
  if (reports === null) return [];
  const world = effect.now();
  const changedAt = new Map(pullRequests.map(({ number, updatedAt }) => [number, updatedAt]));
  const asked = headsToAsk(world).filter((head) => {
    const { atForge } = world.ledger.pullRequests.get(head.number) ?? {};
    return isUnsettled(world, head) || (changedAt.get(head.number) ?? 0) > (atForge?.updatedAt ?? 0);
  });
  return asked.length === 0 ? [] : reports(asked);
}

/** Only states are others' to change; what an effect is at right now is its own to tell. */
function changeOf(ledger: Ledger, seen: PullRequest): readonly PullRequest[] {
  const known = ledger.pullRequests.get(seen.number);
  if (known === undefined || known.state === seen.state || known.head !== seen.head) return [];
  const isUnderWay = [...ledger.open.values()].some(
    ({ action }) => 'number' in action && action.number === seen.number,
  );
  if (isUnderWay) return [];
  const { state, draft, base, headSha, mergedSha, updatedAt } = seen;
  return [{ ...known, state, draft, base, headSha, mergedSha, updatedAt }];
}

/** What it means that this one is merged there, if it is the omnibus: most people press the button. */
export function mergedOmnibus({ integration }: Ledger, pr: PullRequest): readonly Fact[] {
  const { omnibus, tip } = integration;
  const { number, mergedSha, headSha } = pr;
  if (omnibus === null || omnibus.number !== number || omnibus.merged !== null || mergedSha === null)
    return [];
  const more = headSha === tip ? {} : ({ more: true } as const);
  return [{ type: 'omnibus.merged', sha: mergedSha, ...more }];
}
