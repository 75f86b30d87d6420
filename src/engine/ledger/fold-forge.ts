import type { BaseFetch } from '../../domain/base-fetch.ts';
import type { ForgeEvidence } from '../../domain/forge-report.ts';
import type { OmnibusState } from '../../domain/ledger.ts';
import type { Sha } from '../../domain/names.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import { countFindingsAhead } from './findings.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask, type MutableLedger } from './state.ts';

export const foldForge: FoldPart<
  | 'pr.seen'
  | 'pr.given-up'
  | 'pr.reported'
  | 'pr.taken-in'
  | 'checks.awaited'
  | 'checks.waived'
  | 'checks.failed'
  | 'reviews.told'
  | 'forge.seen'
  | 'forge.unreachable'
  | 'forge.locked'
  | 'forge.unlocked'
  | 'forge.local'
  | 'integration.moved'
  | 'integration.protected'
  | 'branch.pushed'
  | 'base.fetched'
  | 'base.unreachable'
  | 'base.rewritten'
  | 'base.accepted'
  | 'base.joined'
  | 'omnibus.described'
  | 'omnibus.merged'
  | 'omnibus.refused'
  | 'omnibus.forced'
  | 'omnibus.asked'
  | 'omnibus.stale'
  | 'omnibus.left'
  | 'omnibus.given-up'
  | 'omnibus.round'
  | 'issue.kept'
> = {
  'pr.seen': (ledger, { pr }) => {
    const known = ledger.pullRequests.get(pr.number)?.atForge;
    ledger.pullRequests.set(pr.number, known?.head === pr.headSha ? { ...pr, atForge: known } : pr);
    if (pr.task !== null) changeTask(ledger, pr.task, () => ({ pullRequest: pr.number }));
  },
  'pr.given-up': (ledger, { task }) => changeTask(ledger, task, () => ({ pullRequest: null })),
  'pr.taken-in': (ledger, { number }) => changeRequest(ledger, number, () => ({ takenIn: true })),
  'pr.reported': (ledger, { report }, at) =>
    changeRequest(ledger, report.number, ({ headSha, atForge: known }) => {
      if (headSha !== report.head) return {};
      const { since = at, waived } = known?.head === report.head ? known : {};
      return { atForge: { ...report, since, at, ...(waived === undefined ? {} : { waived }) } };
    }),
  'checks.awaited': (ledger, { number, head }, at) => changeEvidence(ledger, { number, head }, { since: at }),
  'checks.waived': (ledger, { number, head }) => changeEvidence(ledger, { number, head }, { waived: true }),
  'checks.failed': (ledger, { task }) =>
    changeTask(ledger, task, ({ ciFailures = 0 }) => ({ ciFailures: ciFailures + 1 })),
  'reviews.told': (ledger, { task, reviews }) =>
    changeTask(ledger, task, ({ reviewsTold = [] }) => ({
      reviewsTold: [...reviewsTold, ...reviews].slice(-MOST_REVIEWS),
    })),
  'forge.seen': (ledger, { news, budget }, at) => {
    const newsAt = news ? at : (ledger.forge?.newsAt ?? null);
    ledger.forge = { triedAt: at, lookedAt: at, newsAt, failed: 0, because: null, budget };
  },
  'forge.unreachable': (ledger, { because }, at) => {
    const before = ledger.forge ?? { newsAt: null, failed: 0, budget: null };
    ledger.forge = { ...before, triedAt: at, failed: before.failed + 1, because };
  },
  'forge.locked': (ledger, { because }) => {
    ledger.lockedForge = because;
  },
  'forge.unlocked': (ledger) => {
    delete ledger.lockedForge;
  },
  'forge.local': (ledger) => {
    delete ledger.lockedForge;
    ledger.forgeChoice = 'local';
  },
  'integration.moved': (ledger, { tip, baseTip }, at) => {
    const before = ledger.integration.tip;
    ledger.integration = { ...ledger.integration, tip, baseTip, movedAt: at };
    if (tip !== before) countFindingsAhead(ledger);
  },
  'integration.protected': (ledger, { isOver }) => {
    ledger.integration = { ...ledger.integration, isProtected: isOver !== true };
  },
  'branch.pushed': (ledger, { branch, tip, sure }) => {
    const others = (ledger.pushed.get(branch) ?? []).filter((one) => one !== tip);
    // One that may not be there is never alone.
    const before = others.length === 0 ? [tip] : others;
    ledger.pushed.set(branch, sure ? [tip] : [...before, tip].slice(-MOST_TIPS));
  },
  'base.fetched': (ledger, { tip }, at) => {
    const baseFetch: BaseFetch = { triedAt: at, fetchedAt: at, tip, failed: 0, because: null };
    ledger.integration = { ...ledger.integration, baseFetch };
  },
  'base.unreachable': (ledger, { because }, at) => {
    const before = ledger.integration.baseFetch ?? { fetchedAt: null, tip: null, failed: 0 };
    const baseFetch: BaseFetch = { ...before, triedAt: at, failed: before.failed + 1, because };
    ledger.integration = { ...ledger.integration, baseFetch };
  },
  'base.rewritten': (ledger, { tip, held }) => {
    ledger.integration = { ...ledger.integration, rewritten: { tip, held, accepted: false } };
  },
  'base.accepted': (ledger, { tip }) => {
    const { rewritten } = ledger.integration;
    if (rewritten?.tip === tip)
      ledger.integration = { ...ledger.integration, rewritten: { ...rewritten, accepted: true } };
  },
  'base.joined': (ledger, { tip, base, merge }) => {
    ledger.integration = { ...ledger.integration, joined: { tip, base, merge } };
  },
  'omnibus.described': (ledger, { number, draft, describes, statusChanges = ledger.statusChanges }, at) => {
    const tells = { statusChanges, at };
    const { omnibus } = ledger.integration;
    const kept: OmnibusState =
      omnibus !== null && omnibus.number === number
        ? omnibus
        : { number, draft, describes, merged: null, refused: null, forcedReady: false, asked: false };
    ledger.integration = { ...ledger.integration, omnibus: { ...kept, number, draft, describes, tells } };
  },
  'issue.kept': (ledger, { round, number, isOver, statusChanges, omnibus }, at) => {
    const tells = { statusChanges, omnibus, at };
    ledger.integration = { ...ledger.integration, issue: { round, number, isOver, tells } };
  },
  'omnibus.merged': (ledger, { sha, more }, at) => {
    ledger.integration = { ...ledger.integration, merges: more === true ? 1 : 0 };
    // The forge may have deleted its head branch with it.
    ledger.pushed.delete(ledger.integration.branch);
    changeOmnibus(ledger, () => ({ merged: { sha, at }, refused: null, asked: false, ...FRESH }));
  },
  'omnibus.refused': (ledger, { because }) =>
    changeOmnibus(ledger, () => ({ refused: because, asked: false, ...FRESH })),
  'omnibus.forced': (ledger) => changeOmnibus(ledger, () => ({ forcedReady: true, refused: null, ...FRESH })),
  'omnibus.asked': (ledger) => changeOmnibus(ledger, () => ({ asked: true, refused: null, ...FRESH })),
  'omnibus.stale': (ledger, _fact, at) => {
    changeOmnibus(ledger, ({ stale }) => ({ stale: { count: (stale?.count ?? 0) + 1, at } }));
    const { baseFetch } = ledger.integration;
    if (baseFetch !== undefined)
      ledger.integration = { ...ledger.integration, baseFetch: { ...baseFetch, failed: 0 } };
  },
  'omnibus.left': (ledger) => changeOmnibus(ledger, () => ({ left: true })),
  'omnibus.given-up': (ledger) => {
    ledger.integration = { ...ledger.integration, omnibus: null };
  },
  'omnibus.round': (ledger) => {
    ledger.integration = { ...ledger.integration, omnibus: null, rounds: ledger.integration.rounds + 1 };
  },
};

/** So many pushes of one branch may be begun with nobody knowing what became of them. */
const MOST_TIPS = 50;

/** A review that is forgotten would be told a second time. */
const MOST_REVIEWS = 200;

const FRESH = { stale: null, left: false } as const;

function changeOmnibus(
  ledger: MutableLedger,
  change: (omnibus: OmnibusState) => Partial<OmnibusState>,
): void {
  const { omnibus } = ledger.integration;
  if (omnibus === null) return;
  ledger.integration = { ...ledger.integration, omnibus: { ...omnibus, ...change(omnibus) } };
}

function changeRequest(
  ledger: MutableLedger,
  number: number,
  change: (pr: PullRequest) => Partial<PullRequest>,
): void {
  const pr = ledger.pullRequests.get(number);
  if (pr !== undefined) ledger.pullRequests.set(number, { ...pr, ...change(pr) });
}

function changeEvidence(
  ledger: MutableLedger,
  { number, head }: { readonly number: number; readonly head: Sha },
  change: Partial<ForgeEvidence>,
): void {
  changeRequest(ledger, number, ({ atForge }) =>
    atForge?.head === head ? { atForge: { ...atForge, ...change } } : {},
  );
}
