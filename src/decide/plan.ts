import type { Action, Plan } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { acceptance } from './acceptance.ts';
import { apiErrors } from './api-errors.ts';
import { assignment } from './assignment.ts';
import { baseFetch } from './base-fetch.ts';
import { begunOn } from './begun-on.ts';
import { budget } from './budget.ts';
import { cancelledWork } from './cancelled-work.ts';
import { canary } from './canary.ts';
import { cleanup } from './cleanup.ts';
import { completion } from './completion.ts';
import { conflicts } from './conflicts.ts';
import { isDue } from './due.ts';
import { dialogs } from './dialogs.ts';
import { dropping } from './dropping.ts';
import { failures, unwanted } from './failures.ts';
import { forgeFindings } from './forge-findings.ts';
import { forgeWatch } from './forge-watch.ts';
import { integration } from './integration.ts';
import { leases } from './leases.ts';
import { leftDaemons } from './left-daemons.ts';
import { leftTexts } from './left-texts.ts';
import { leftTrees } from './left-trees.ts';
import { limits } from './limits.ts';
import { looking } from './looking.ts';
import { mergedElsewhere } from './merged-elsewhere.ts';
import { merging } from './merging.ts';
import { nudges } from './nudges.ts';
import { omnibus } from './omnibus.ts';
import { orders } from './orders.ts';
import { parentIssue } from './parent-issue.ts';
import { numberQuestions } from './questions.ts';
import { receipts } from './receipts.ts';
import { recovery } from './recovery.ts';
import { rework } from './rework.ts';
import { reviewing } from './review.ts';
import { earlier, type Rule } from './rule.ts';
import { sessionsEnd } from './sessions-end.ts';
import { serverDeaths } from './server-deaths.ts';
import { sessions } from './sessions.ts';
import { standing } from './standing.ts';
import { strays } from './strays.ts';
import { sync } from './sync.ts';
import { textChanges } from './text-changes.ts';
import { verdicts } from './verdicts.ts';
import { vitals } from './vitals.ts';
import { wording } from './wording.ts';
import { worktrees } from './worktrees.ts';

/** The fixed order of rules: first what is true, then what humans want, then what to do about it. */
const RULES: readonly Rule[] = [
  sync,
  serverDeaths,
  recovery,
  verdicts,
  leases,
  limits,
  orders,
  acceptance,
  sessionsEnd,
  leftDaemons,
  strays,
  completion,
  rework,
  mergedElsewhere,
  reviewing,
  forgeFindings,
  dropping,
  merging,
  baseFetch,
  forgeWatch,
  integration,
  omnibus,
  parentIssue,
  receipts,
  failures,
  budget,
  dialogs,
  standing,
  apiErrors,
  conflicts,
  begunOn,
  textChanges,
  assignment,
  worktrees,
  canary,
  sessions,
  looking,
  vitals,
  wording,
  nudges,
  cancelledWork,
  cleanup,
  leftTrees,
  leftTexts,
];

/**
 * What to do in this world. The first rule that has notes is heard alone: the world looks different once they are folded, so no
 * rule ever acts on what another one has just made untrue. The engine decides again until there are no notes left.
 */
export function decide(world: World): Plan {
  const actions: Action[] = [];
  let wakeAt: number | null = null;
  for (const rule of RULES) {
    const part = rule(world);
    const notes = numberQuestions(part.notes ?? [], world.ledger);
    if (notes.length > 0) return { notes, actions: [], wakeAt: world.now };
    actions.push(...(part.actions ?? []));
    wakeAt = earlier(wakeAt, part.wakeAt ?? null);
  }
  const { notes = [], wakeAt: lookAt = null } = unwanted(world, actions);
  if (notes.length > 0) return { notes, actions: [], wakeAt: world.now };
  wakeAt = earlier(wakeAt, lookAt);
  return { notes: [], actions: actions.filter((action) => isDue(world, action)), wakeAt };
}
