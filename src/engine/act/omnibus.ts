import { shownStatus } from '../../decide/readiness.ts';
import type { Fact } from '../../domain/facts.ts';
import type { TaskState } from '../../domain/ledger.ts';
import { omnibusMessage } from '../../domain/merge-message.ts';
import { pullRequestMark, type Sha, type TaskId } from '../../domain/names.ts';
import { costOfAll } from '../../domain/price.ts';
import { allTokens, shortCost, shortTokens, type Spent } from '../../domain/usage.ts';
import { type OmnibusRow, omnibusText } from '../../domain/omnibus-text.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { World } from '../../domain/world.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { refuseForeign, tellForge } from './pull-requests.ts';
import { pushIntegration } from './push.ts';
import { roundsOf } from './rounds.ts';
import { refuseIfOver, seenOrFault, tipNow } from './subject.ts';
import { titleOf } from './task-note.ts';

/** Opens the omnibus pull request, or rewrites it: every task, what came of it, and what is missing. */
export const describeOmnibus: Runner<ActionOf<'describe-omnibus'>> = async (effect) => {
  const { tip, draft } = effect.action;
  const { forge, projectId } = effect.parts;
  const world = effect.now();
  const { branch } = world.ledger.integration;
  const mark = pullRequestMark(projectId, MARK);
  const { statusChanges } = world.ledger;
  const text = { title: `Omnibus: ${world.policy.project}`, body: bodyOf(effect, mark), headSha: tip, draft };
  await pushIntegration(effect, tip);
  const found = await forge.find(branch);
  const open = found?.state === 'open' ? found : null;
  if (open !== null) refuseForeign(open, mark);
  const pr = open === null ? await openNew(effect, text) : await forge.update(open.number, text);
  refuseForeign(pr, mark);
  return {
    says: `the omnibus #${pr.number} describes ${tip.slice(0, 8)}${draft ? ', a draft' : ', ready'}`,
    facts: [
      { type: 'pr.seen', pr },
      { type: 'omnibus.described', number: pr.number, draft, describes: tip, statusChanges },
    ],
  };
};

/** No task can have this name: it holds a blank. */
const MARK = 'the omnibus';

function openNew(
  effect: Effect,
  text: Pick<PullRequest, 'title' | 'body' | 'headSha' | 'draft'>,
): Promise<PullRequest> {
  const { policy, ledger } = effect.now();
  return effect.parts.forge.open({
    ...text,
    task: null,
    attempt: null,
    head: ledger.integration.branch,
    base: policy.base,
    labels: [policy.pr.label],
    assignees: [policy.pr.assignee],
  });
}

function bodyOf(effect: Effect, mark: string): string {
  const world = effect.now();
  const { policy, ledger } = world;
  const began = ledger.startedAt;
  return omnibusText({
    mark,
    project: policy.project,
    base: policy.base,
    rows: [...ledger.tasks.values()].map((task) => rowOf(world, task)),
    wallMs: began === null ? null : Math.max(0, effect.parts.clock.now() - began),
  });
}

function rowOf(world: World, task: TaskState): OmnibusRow {
  return {
    task: task.id,
    title: titleOf(world, task.id),
    status: shownStatus(world, task.id),
    beforeCzar: task.beforeCzar,
    number: task.pullRequest,
    commits: task.attempt?.commits ?? 0,
    rounds: roundsOf(task),
    checks: task.gate?.checks ?? [],
    note: task.merged?.note ?? ((task.dropped ?? null) === null ? null : 'taken out again'),
    workMs: task.workMs,
    gateMs: task.gateMs,
    cost: task.spent === undefined ? null : costWords(world, task.spent),
  };
}

function costWords({ policy }: World, spent: Spent): string {
  const { knownUsd, unpriced } = costOfAll(spent, policy.prices);
  const unknown = unpriced.reduce((sum, tokens) => sum + allTokens(tokens), 0);
  const known = knownUsd === 0 && unknown > 0 ? [] : [shortCost(knownUsd)];
  return [...known, ...(unknown === 0 ? [] : [`${shortTokens(unknown)} tokens`])].join(' and ');
}

/** Takes the integration branch to the base as one merge commit with its tree. Found as done when its outcome was lost. */
export const mergeOmnibus: Runner<ActionOf<'merge-omnibus'>> = async (effect) => {
  const { tip, base, number } = effect.action;
  const { parts } = effect;
  const world = effect.now();
  const baseNow = seenOrFault(await parts.repository.history.baseTip(world.policy.base), world.policy.base);
  if (baseNow !== null && (await contains(effect, baseNow, tip))) return merged(effect, baseNow);
  const because = await whyNot(effect, baseNow);
  if (because !== null) return { says: `the omnibus is not merged: ${because}`, facts: [] };
  const { project } = world.policy;
  const tasks = mergedTasks(world);
  const message = omnibusMessage({ projectId: parts.projectId, project, number, tasks });
  const sealed = await parts.repository.merges.seal({ base, tip, message }, effect);
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

/** So often the base may move while the omnibus is on its way to it. */
const MOST_TRIES = 3;

async function contains({ parts }: Effect, descendant: Sha, ancestor: Sha): Promise<boolean> {
  return descendant === ancestor || parts.repository.history.isAncestor(ancestor, descendant);
}

/** Its tree takes the place of the base's, so nothing may be in the base that it does not hold. */
async function whyNot(
  effect: Effect<ActionOf<'merge-omnibus'>>,
  baseNow: Sha | null,
): Promise<string | null> {
  const { tip, base } = effect.action;
  const { policy, ledger } = effect.now();
  if (baseNow !== base) return `${policy.base} has moved`;
  if ((await tipNow(effect, ledger.integration.branch)) !== tip) return 'the integration branch has moved';
  const holdsBase = ledger.integration.baseTip === base || (await contains(effect, tip, base));
  return holdsBase ? null : `it does not hold ${policy.base} yet`;
}

function mergedTasks({ ledger }: World): readonly TaskId[] {
  const tasks = [...ledger.tasks.values()].filter(
    ({ merged: state }) => state !== null && state.sha !== null,
  );
  return tasks.map(({ id }) => id);
}

async function merged(effect: Effect<ActionOf<'merge-omnibus'>>, sha: Sha): Promise<Done> {
  const { tip, number } = effect.action;
  const facts: readonly Fact[] = [
    { type: 'omnibus.merged', sha },
    { type: 'integration.moved', tip, baseTip: sha, because: 'the omnibus was merged' },
  ];
  await effect.step(facts);
  const change = { state: 'merged', draft: false, headSha: tip, mergedSha: sha } as const;
  return {
    says: `the omnibus #${number} is merged as ${sha.slice(0, 8)}`,
    facts: await tellForge(effect, number, change),
  };
}
