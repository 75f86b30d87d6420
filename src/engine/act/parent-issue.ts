import { shownStatus } from '../../decide/readiness.ts';
import type { ProgressRow } from '../../domain/progress-text.ts';
import { progressText } from '../../domain/progress-text.ts';
import { pullRequestMark } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { World } from '../../domain/world.ts';
import type { Runner } from './effect.ts';
import { titleOf } from './task-note.ts';

/** Brings the parent issue of a round up to date at the forge, which finds it before it opens one. */
export const keepIssue: Runner<ActionOf<'keep-issue'>> = async (effect) => {
  const { round, isOver } = effect.action;
  const { forge, projectId } = effect.parts;
  if (forge.keepIssue === undefined) return { says: 'there are no issues there', facts: [] };
  const world = effect.now();
  const { policy, ledger } = world;
  const { omnibus, issue } = ledger.integration;
  const { statusChanges } = ledger;
  // No task can have this name: it holds a blank.
  const mark = pullRequestMark(projectId, `round ${round + 1}`);
  const shown =
    round === ledger.integration.rounds ? (omnibus?.number ?? null) : (issue?.tells.omnibus ?? null);
  const kept = await forge.keepIssue({
    mark,
    number: issue?.round === round ? issue.number : null,
    title: `${policy.project}: round ${round + 1}`,
    body: progressText({ mark, project: policy.project, rows: rowsOf(world), omnibus: shown, isOver }),
    labels: [policy.pr.label],
    isOver,
  });
  const number = kept?.number ?? null;
  const name = number === null ? 'the parent issue' : `the parent issue #${number}`;
  return {
    says: `${name} ${isOver ? 'is closed' : 'says what is so'}`,
    facts: [{ type: 'issue.kept', round, number, isOver, statusChanges, omnibus: shown }],
  };
};

function rowsOf(world: World): readonly ProgressRow[] {
  return [...world.ledger.tasks.values()].map(({ id, beforeCzar, pullRequest }) => ({
    task: id,
    title: titleOf(world, id),
    status: shownStatus(world, id),
    beforeCzar,
    number: pullRequest,
  }));
}
