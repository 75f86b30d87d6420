import { heldAtForge } from '../../decide/forge-holds.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Sha } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { World } from '../../domain/world.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { tellForge } from './pull-requests.ts';
import { pushIntegration } from './push.ts';
import { reportFacts } from './reports.ts';
import { notNow, refuseIfOver, taskNow, tipNow } from './subject.ts';

type Merge = ActionOf<'merge'>;

/**
 * Moves the integration branch to the very commit that was tested. Done as well when the branch has it already: a merge whose
 * outcome was lost is found there.
 */
export const merge: Runner<Merge> = async (effect) => {
  const { task, head, tip, merge: commit, number } = effect.action;
  const { branch } = effect.now().ledger.integration;
  const before = await tipNow(effect, branch);
  if (before === null) throw notNow('merge', task, `${branch} is gone`);
  const isThere = await contains(effect, before, commit);
  if (!isThere) {
    const because = whyNot(effect.now(), effect.action);
    if (because !== null) return { says: `${task} is not merged: ${because}`, facts: [] };
    const held = await heldNow(effect);
    if (held !== null) return held;
    refuseIfOver(effect, 'merge', task);
    if (before !== tip) return movedElsewhere(effect, before);
    await pushIntegration(effect, commit);
    const moved = await effect.parts.repository.merges.advance(branch, { from: tip, to: commit }, effect);
    if (moved === 'moved-elsewhere') return movedElsewhere(effect, await tipNow(effect, branch));
  }
  await effect.step(mergedFacts(effect, isThere ? before : commit));
  const change = { state: 'merged', draft: false, headSha: head, mergedSha: commit } as const;
  return {
    says: `${task} is merged as ${commit.slice(0, 8)} (#${number})`,
    facts: await tellForge(effect, number, change),
  };
};

/** A remote forge is looked at once more: a check may have turned red, or a person have asked for changes. */
async function heldNow(effect: Effect<Merge>): Promise<Done | null> {
  const { task, number, head } = effect.action;
  const { forge } = effect.parts;
  if (forge.reports === null) return null;
  const [report] = await forge.reports([{ number, headSha: head }]);
  const says = `${task} is not merged: `;
  if (report === undefined) {
    const pr = await forge.get(number);
    const facts: readonly Fact[] = pr === null ? [] : [{ type: 'pr.seen', pr }];
    return { says: `${says}#${number} is not open at ${head.slice(0, 8)} any more`, facts };
  }
  await effect.step(reportFacts(effect.now().ledger, [report]));
  const pr = effect.now().ledger.pullRequests.get(number);
  const hold = pr === undefined ? null : heldAtForge(effect.now(), pr, head);
  return hold === null ? null : { says: `${says}GitHub: ${hold.says}`, facts: [] };
}

async function contains({ parts }: Effect, tip: Sha, commit: Sha): Promise<boolean> {
  return tip === commit || parts.repository.history.isAncestor(commit, tip);
}

/** A human may have changed their mind, or the worker its branch. */
function whyNot(world: World, { task, attempt, head, merge: commit }: Merge): string | null {
  const state = taskNow(world, task);
  if (state.stage !== 'complete' || state.attempt?.number !== attempt) return `it is ${state.stage}`;
  if (state.attempt.judged !== head) return 'it has another head by now';
  return state.gate?.verdict === 'passed' && state.gate.merge === commit ? null : 'its gates have not passed';
}

function movedElsewhere(effect: Effect<Merge>, tip: Sha | null): Done {
  const { task } = effect.action;
  if (tip === null) throw notNow('merge', task, 'the integration branch is gone');
  return {
    says: `${task} is not merged: the integration branch moved`,
    facts: [movedTo(effect, tip, 'moved by somebody else')],
  };
}

function mergedFacts(effect: Effect<Merge>, tip: Sha): readonly Fact[] {
  const { task, merge: sha, head } = effect.action;
  if (taskNow(effect.now(), task).stage === 'merged') return [];
  return [movedTo(effect, tip, `${task} was merged`), { type: 'task.merged', task, sha, head, note: null }];
}

function movedTo(effect: Effect, tip: Sha, because: string): Fact {
  const { baseTip } = effect.now().ledger.integration;
  return { type: 'integration.moved', tip, baseTip: baseTip ?? tip, because };
}
