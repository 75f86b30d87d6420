import { heldAtForge } from '../../decide/forge-holds.ts';
import type { Batch } from '../../domain/batch.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Fault } from '../../domain/fault.ts';
import type { Sha, TaskId } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { World } from '../../domain/world.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { tellForge } from './pull-requests.ts';
import { lookAround } from './look-at-forge.ts';
import { mergeByCall } from './merge-by-call.ts';
import { offerIntegration } from './push.ts';
import { remember } from './remember.ts';
import { reportFacts } from './reports.ts';
import { notNow, refuseIfOver, taskNow, tipNow } from './subject.ts';

type Merge = ActionOf<'merge'>;
type Part = Batch['members'][number];

/**
 * Moves the integration branch to the very commit that was tested, in one step, also when that holds several pieces of work. Done as well when the branch has it already: a merge whose
 * outcome was lost is found there.
 */
export const merge: Runner<Merge> = async (effect) => {
  const { task, tip, merge: commit } = effect.action;
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
    const refusal = await offerIntegration(effect, commit);
    if (refusal?.by === 'others') return movedAtRemote(effect, refusal.fault);
    if (refusal !== null) return mergeByCall(effect, refusal);
    const moved = await effect.parts.repository.merges.advance(branch, { from: tip, to: commit }, effect);
    if (moved === 'moved-elsewhere') return movedElsewhere(effect, await tipNow(effect, branch));
  }
  await effect.step(mergedFacts(effect, isThere ? before : commit));
  return { says: saysOf(effect.action), facts: await tellAll(effect) };
};

/** What comes into the integration branch by this one move, each part with its own merge. */
function partsOf({ task, attempt, head, merge, batch }: Merge): Batch['members'] {
  return batch?.members ?? [{ task, attempt, head, merge }];
}

function numberOf(effect: Effect<Merge>, task: TaskId): number | null {
  const { action } = effect;
  return task === action.task ? action.number : taskNow(effect.now(), task).pullRequest;
}

function saysOf(action: Merge): string {
  const { task, merge: commit, number, batch } = action;
  const others = (batch?.members ?? []).map((part) => part.task).filter((other) => other !== task);
  const together = others.length === 0 ? '' : `, together with ${others.join(', ')}`;
  return `${task} is merged as ${commit.slice(0, 8)} (#${number})${together}`;
}

async function tellAll(effect: Effect<Merge>): Promise<readonly Fact[]> {
  const told: Fact[] = [];
  for (const { task, head, merge: mergedSha } of partsOf(effect.action)) {
    const number = numberOf(effect, task);
    const change = { state: 'merged', draft: false, headSha: head, mergedSha } as const;
    if (number !== null) told.push(...(await tellForge(effect, number, change)));
    await remember(effect, task);
  }
  return told;
}

async function heldNow(effect: Effect<Merge>): Promise<Done | null> {
  for (const part of partsOf(effect.action)) {
    const number = numberOf(effect, part.task);
    const held = number === null ? null : await heldPart(effect, part, number);
    if (held !== null) return held;
  }
  return null;
}

/** A remote forge is looked at once more: a check may have turned red, or a person have asked for changes. */
async function heldPart(effect: Effect<Merge>, { task, head }: Part, number: number): Promise<Done | null> {
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

/** Perhaps somebody pressed the button a moment ago, which nobody here has seen: that is taken in first. */
async function movedAtRemote(effect: Effect<Merge>, refusal: Fault): Promise<Done> {
  const changed = await lookAround(effect);
  if (!changed.some(({ state }) => state === 'merged')) throw refusal;
  return { says: `${effect.action.task} is not merged: ${refusal.facts.because}`, facts: [] };
}

async function contains({ parts }: Effect, tip: Sha, commit: Sha): Promise<boolean> {
  return tip === commit || parts.repository.history.isAncestor(commit, tip);
}

/** A human may have changed their mind, or the worker its branch. */
function whyNot(world: World, action: Merge): string | null {
  for (const part of partsOf(action)) {
    const because = whyNotPart(world, part);
    if (because !== null) return part.task === action.task ? because : `${part.task}: ${because}`;
  }
  return null;
}

function whyNotPart(world: World, { task, attempt, head, merge: commit }: Part): string | null {
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
  const parts = partsOf(effect.action).filter(({ task }) => taskNow(effect.now(), task).stage !== 'merged');
  if (parts.length === 0) return [];
  const names = parts.map(({ task }) => task).join(', ');
  const because = `${names} ${parts.length === 1 ? 'was' : 'were'} merged`;
  return [
    movedTo(effect, tip, because),
    ...parts.map(
      ({ task, merge: sha, head }): Fact => ({ type: 'task.merged', task, sha, head, note: null }),
    ),
  ];
}

function movedTo(effect: Effect, tip: Sha, because: string): Fact {
  const { baseTip } = effect.now().ledger.integration;
  return { type: 'integration.moved', tip, baseTip: baseTip ?? tip, because };
}
