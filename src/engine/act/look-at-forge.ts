import { isUnsettled } from '../../decide/ci.ts';
import { headsToAsk } from '../../decide/forge-findings.ts';
import type { Fact, FactOf } from '../../domain/facts.ts';
import { Fault } from '../../domain/fault.ts';
import type { AskedHead, ForgeReport } from '../../domain/forge-report.ts';
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
  const { reports, pushed } = await reportsOf(effect, news);
  const reported = reportFacts(effect.now().ledger, reports);
  const said = [
    ...changed.map(({ number, state }) => `#${number} is ${state}`),
    ...(reported.length === 0 ? [] : [`checks or reviews of ${reported.length} heads are new`]),
    ...pushed.map(({ pr: { number } }) => `somebody pushed to #${number}`),
  ];
  return {
    says: said.length === 0 ? 'nothing is new at GitHub' : `at GitHub ${said.join(', ')}`,
    facts: [...reported, ...pushed, { type: 'forge.seen', news: said.length > 0, budget: news.budget }],
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

interface Told {
  readonly reports: readonly ForgeReport[];
  /** Pull requests at heads that somebody else pushed. */
  readonly pushed: readonly FactOf<'pr.seen'>[];
}

/** Of finished work, what may still matter, and what was changed since it was asked about. */
async function reportsOf(effect: Effect, { pullRequests }: ForgeNews): Promise<Told> {
  const { reports } = effect.parts.forge;
  const world = effect.now();
  const changedAt = new Map(pullRequests.map(({ number, updatedAt }) => [number, updatedAt]));
  const asked = headsToAsk(world).filter((head) => {
    const { atForge } = world.ledger.pullRequests.get(head.number) ?? {};
    return isUnsettled(world, head) || (changedAt.get(head.number) ?? 0) > (atForge?.updatedAt ?? 0);
  });
  if (reports === null || asked.length === 0) return { reports: [], pushed: [] };
  const told = await reports(asked);
  const known = new Set(told.map(({ number }) => number));
  const silent = asked.filter(({ number }) => !known.has(number));
  return { reports: told, pushed: await pushedSince(effect, silent) };
}

/** Nothing is said of a head that is not the present one. The repository knows which one is, and the forge may be slow to see it. */
async function pushedSince(effect: Effect, asked: readonly AskedHead[]): Promise<Told['pushed']> {
  const { ledger } = effect.now();
  const open = asked.flatMap(({ number }) => {
    const pr = ledger.pullRequests.get(number);
    return pr === undefined || pr.task === null || isUnderWay(ledger, number) ? [] : [pr];
  });
  const tips = await effect.parts.repository.merges.remoteTips(open.map(({ head }) => head));
  return open.flatMap((pr): Told['pushed'] => {
    const headSha = tips.get(pr.head) ?? pr.headSha;
    const isOurs = headSha === pr.headSha || (ledger.pushed.get(pr.head) ?? []).includes(headSha);
    return isOurs ? [] : [{ type: 'pr.seen', pr: { ...pr, headSha } }];
  });
}

/** Only states are others' to change; what an effect is at right now is its own to tell. */
function changeOf(ledger: Ledger, seen: PullRequest): readonly PullRequest[] {
  const known = ledger.pullRequests.get(seen.number);
  if (known === undefined || known.state === seen.state || known.head !== seen.head) return [];
  if (isUnderWay(ledger, seen.number)) return [];
  const { state, draft, base, headSha, mergedSha, updatedAt } = seen;
  return [{ ...known, state, draft, base, headSha, mergedSha, updatedAt }];
}

function isUnderWay({ open }: Ledger, number: number): boolean {
  return [...open.values()].some(({ action }) => 'number' in action && action.number === number);
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
