import type { Fact } from '../../domain/facts.ts';
import type { ForgeReport } from '../../domain/forge-report.ts';
import type { Ledger } from '../../domain/ledger.ts';

/** What is new in reports of the forge, as facts. */
export function reportFacts(ledger: Ledger, reports: readonly ForgeReport[]): readonly Fact[] {
  return reports.flatMap((report): readonly Fact[] => {
    const pr = ledger.pullRequests.get(report.number);
    if (pr === undefined || pr.headSha !== report.head) return [];
    const known = pr.atForge;
    return known !== undefined && textOf(known) === textOf(report) ? [] : [{ type: 'pr.reported', report }];
  });
}

/** Equal for reports that say the same. */
function textOf({ head, updatedAt, base, mergeable, checks, reviews }: ForgeReport): string {
  return JSON.stringify([head, updatedAt, base, mergeable, checks, reviews]);
}
