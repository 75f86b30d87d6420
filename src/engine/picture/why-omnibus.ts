import { explainFetch } from '../../decide/base-fetch.ts';
import { explainForge, explainHooks } from '../../decide/forge-watch.ts';
import { explainIntegration } from '../../decide/integration.ts';
import { explainOmnibus } from '../../decide/omnibus.ts';
import { explainParentIssue } from '../../decide/parent-issue.ts';
import { shortDuration } from '../../domain/units.ts';
import type { World } from '../../domain/world.ts';
import { omnibusFailures, omnibusUnderWay } from './lines.ts';

/** Where the integration branch and its pull request stand. */
export function whyOmnibus(world: World): readonly (string | null)[] {
  return [
    headLine(world),
    explainOmnibus(world),
    explainParentIssue(world),
    explainIntegration(world),
    explainFetch(world),
    explainForge(world),
    explainHooks(world),
    ...omnibusUnderWay(world),
    ...omnibusFailures(world),
  ];
}

function headLine({ ledger, now }: World): string {
  const { omnibus, branch, merges, tip, movedAt } = ledger.integration;
  const at = tip === null ? '' : ` at ${tip.slice(0, 8)}`;
  const moved = movedAt === null ? '' : `, moved ${shortDuration(now - movedAt)} ago`;
  const holds = `${branch}${at}${moved}, ${merges} merged in this round`;
  if (omnibus === null) return `omnibus: no pull request before the first merge; ${holds}`;
  const { merged, draft } = omnibus;
  const open = draft ? 'draft' : 'ready';
  const state = merged === null ? open : `merged ${shortDuration(now - merged.at)} ago`;
  return `omnibus: #${omnibus.number} ${state}; ${holds}`;
}
