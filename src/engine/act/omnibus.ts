import { shownStatus } from '../../decide/readiness.ts';
import type { TaskState } from '../../domain/ledger.ts';
import { pullRequestMark } from '../../domain/names.ts';
import { costOfAll } from '../../domain/price.ts';
import { allTokens, shortCost, shortTokens, type Spent } from '../../domain/usage.ts';
import { type OmnibusRow, omnibusText } from '../../domain/omnibus-text.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { World } from '../../domain/world.ts';
import type { Effect, Runner } from './effect.ts';
import { refuseForeign } from './pull-requests.ts';
import { pushIntegration } from './push.ts';
import { roundsOf } from './rounds.ts';
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

function bodyOf(effect: Effect<ActionOf<'describe-omnibus'>>, mark: string): string {
  const world = effect.now();
  const { policy, ledger } = world;
  const began = ledger.startedAt;
  return omnibusText({
    mark,
    project: policy.project,
    base: policy.base,
    rows: [...ledger.tasks.values()].map((task) => rowOf(world, task)),
    wallMs: began === null ? null : Math.max(0, endOf(effect) - began),
  });
}

/** When all is done, the last merge was the end of it: what comes later, such as a wait for a human, made nothing slower. */
function endOf(effect: Effect<ActionOf<'describe-omnibus'>>): number {
  const merges = [...effect.now().ledger.tasks.values()].map(({ merged }) => merged?.at ?? 0);
  const last = Math.max(0, ...merges);
  return effect.action.draft || last === 0 ? effect.parts.clock.now() : last;
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
