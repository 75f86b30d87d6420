import { omnibusHold } from '../../decide/omnibus-hold.ts';
import type { Fact } from '../../domain/facts.ts';
import { omnibusMessage } from '../../domain/merge-message.ts';
import type { Sha, TaskId } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import { passes } from '../../domain/pull-request.ts';
import type { World } from '../../domain/world.ts';
import { lookAtChange } from './change-rules.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { mergedOmnibus } from './look-at-forge.ts';
import { tellForge } from './pull-requests.ts';
import { reportFacts } from './reports.ts';
import { refuseIfOver, seenOrFault, tipNow } from './subject.ts';

type MergeOmnibus = ActionOf<'merge-omnibus'>;

/**
 * Takes the integration branch to the base as one merge commit with its tree, after the rules and a last look at the forge. Found
 * as done when its outcome was lost.
 */
export const mergeOmnibus: Runner<MergeOmnibus> = async (effect) => {
  const { tip, base, number, joined = tip } = effect.action;
  const { parts } = effect;
  const world = effect.now();
  const baseNow = seenOrFault(await parts.repository.history.baseTip(world.policy.base), world.policy.base);
  if (baseNow !== null && (await contains(effect, baseNow, tip))) return merged(effect, baseNow);
  const because = await whyNot(effect, baseNow);
  if (because !== null) return { says: `the omnibus is not merged: ${because}`, facts: [] };
  const held = (await ruledOut(effect)) ?? (await heldNow(effect));
  if (held !== null) return held;
  const { project } = world.policy;
  const tasks = mergedTasks(world);
  const message = omnibusMessage({ projectId: parts.projectId, project, number, tasks });
  const sealed = await parts.repository.merges.seal({ base, tip: joined, message }, effect);
  refuseIfOver(effect, 'merge the omnibus', `#${number}`);
  const published = await parts.repository.merges.publish(
    { base: world.policy.base, from: base, to: sealed },
    effect,
  );
  if (published.published) return merged(effect, sealed);
  const tries = (effect.now().ledger.integration.omnibus?.stale?.count ?? 0) + 1;
  if (published.moved && tries < MOST_TRIES) {
    const { because: moved } = published;
    return {
      says: `the omnibus is not merged yet: ${moved}`,
      facts: [{ type: 'omnibus.stale', because: moved }],
    };
  }
  const says = `${published.because} (${published.help})`;
  return { says: `the omnibus is not merged: ${says}`, facts: [{ type: 'omnibus.refused', because: says }] };
};

/** Of all that a whole round brought. */
const MOST_COMMITS = 10_000;

/** What the rules say to all that the base would get: also to what people merged at the forge, which no gate has seen. */
async function ruledOut(effect: Effect<MergeOmnibus>): Promise<Done | null> {
  const { tip, base, joined: merge = tip } = effect.action;
  const { checks } = await lookAtChange(effect, { tip: base, head: tip, merge, limit: MOST_COMMITS });
  const found = checks.filter(({ verdict }) => !passes(verdict));
  if (found.length === 0) return null;
  const because = found.map(({ name, tail }) => `${name}: ${tail.replaceAll('\n', ', ')}`).join('; ');
  return { says: `the omnibus is not merged: ${because}`, facts: [{ type: 'omnibus.refused', because }] };
}

/** A remote forge is looked at once more: a check may have turned red, or a head have moved, a moment ago. */
async function heldNow(effect: Effect<MergeOmnibus>): Promise<Done | null> {
  const { tip, number } = effect.action;
  const { forge } = effect.parts;
  if (forge.reports === null) return null;
  const [report] = await forge.reports([{ number, headSha: tip }]);
  const says = 'the omnibus is not merged: ';
  if (report === undefined) {
    const pr = await forge.get(number);
    const facts: readonly Fact[] =
      pr === null ? [] : [{ type: 'pr.seen', pr }, ...mergedOmnibus(effect.now().ledger, pr)];
    return { says: `${says}#${number} is not open at ${tip.slice(0, 8)} any more`, facts };
  }
  await effect.step(reportFacts(effect.now().ledger, [report]));
  const hold = omnibusHold(effect.now());
  return hold === null ? null : { says: `${says}${hold.says}`, facts: [] };
}

/** So often the base may move while the omnibus is on its way to it. */
const MOST_TRIES = 3;

async function contains({ parts }: Effect, descendant: Sha, ancestor: Sha): Promise<boolean> {
  return descendant === ancestor || parts.repository.history.isAncestor(ancestor, descendant);
}

/** Its tree takes the place of the base's, so nothing may be in the base that it does not hold. */
async function whyNot(effect: Effect<MergeOmnibus>, baseNow: Sha | null): Promise<string | null> {
  const { tip, base, joined } = effect.action;
  const { policy, ledger } = effect.now();
  if (baseNow !== base) return `${policy.base} has moved`;
  if ((await tipNow(effect, ledger.integration.branch)) !== tip) return 'the integration branch has moved';
  if (joined !== undefined) return null;
  const holdsBase = ledger.integration.baseTip === base || (await contains(effect, tip, base));
  return holdsBase ? null : `it does not hold ${policy.base} yet`;
}

function mergedTasks({ ledger }: World): readonly TaskId[] {
  const tasks = [...ledger.tasks.values()].filter(
    ({ merged: state }) => state !== null && state.sha !== null,
  );
  return tasks.map(({ id }) => id);
}

async function merged(effect: Effect<MergeOmnibus>, sha: Sha): Promise<Done> {
  const { tip, number, joined } = effect.action;
  const { baseTip } = effect.now().ledger.integration;
  // Joined beside it, the branch holds no more of the base than before.
  const held = joined === undefined ? sha : (baseTip ?? sha);
  const facts: readonly Fact[] = [
    { type: 'omnibus.merged', sha },
    { type: 'integration.moved', tip, baseTip: held, because: 'the omnibus was merged' },
  ];
  await effect.step(facts);
  const change = { state: 'merged', draft: false, headSha: tip, mergedSha: sha } as const;
  return {
    says: `the omnibus #${number} is merged as ${sha.slice(0, 8)}`,
    facts: await tellForge(effect, number, change),
  };
}
