import { pullRequestMark, taskBranch } from '../domain/names.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import { Fault } from '../domain/fault.ts';
import type { TrailedMerge } from '../ports/repository.ts';
import type { Core } from './core.ts';
import { forgeNow } from './forge-now.ts';

/** Puts back what the forge lost and the journal has whole. A forge that cannot be asked holds no start back. */
export async function restorePullRequests({ parts, book }: Core): Promise<void> {
  const known = [...book.ledger.pullRequests.values()];
  const forge = forgeNow(parts, book.ledger);
  const { restore } = forge;
  if (known.length === 0 || restore === null) return;
  try {
    const there = new Set((await forge.list()).map(({ number }) => number));
    for (const pr of known) {
      if (there.has(pr.number)) continue;
      await restore(pr);
      parts.log.warn({ number: pr.number }, `pull request #${pr.number} was lost, and is put back`);
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn({}, error.message);
  }
}

/** The pull requests that the forge has, told of merges that it was not told, and those of merges whose own are lost: rebuilt from what the merge commits say. */
export async function foundPullRequests(
  core: Core,
  merges: readonly TrailedMerge[],
): Promise<readonly PullRequest[]> {
  const byNumber = new Map(merges.map((merge) => [merge.pullRequest, merge]));
  const there: PullRequest[] = [];
  for (const pr of await core.parts.forge.list()) {
    const merge = byNumber.get(pr.number);
    const isUntold = merge !== undefined && pr.state === 'open' && pr.task === merge.task;
    const change = { state: 'merged', mergedSha: merge?.sha ?? null } as const;
    there.push(isUntold ? await core.parts.forge.update(pr.number, change) : pr);
  }
  const numbers = new Set(there.map(({ number }) => number));
  const lost = merges.flatMap((merge) =>
    merge.pullRequest === null || numbers.has(merge.pullRequest)
      ? []
      : [rebuilt(core, merge, merge.pullRequest)],
  );
  return [...there, ...lost].toSorted((a, b) => a.number - b.number);
}

/** What no merge commit says is gone: text, reviews, checks, and which of the task's branches it was; the first one is named. */
function rebuilt({ parts, senses }: Core, merge: TrailedMerge, number: number): PullRequest {
  const { task, attempt, head, sha, at } = merge;
  const { git } = senses.policy;
  const body = [
    `Task \`${task}\`, attempt ${attempt}, merged as ${sha}.`,
    '',
    'Put back from the merge commit: its text, reviews and checks were lost together with the journal.',
    '',
    pullRequestMark(parts.projectId, task),
  ];
  return {
    number,
    task,
    attempt,
    state: 'merged',
    draft: false,
    head: taskBranch(git.branchPrefix, task, 1),
    base: git.integration,
    headSha: head,
    title: senses.wish.tasks.get(task)?.title ?? task,
    body: `${body.join('\n')}\n`,
    labels: [],
    assignees: [],
    reviews: [],
    checks: [],
    mergedSha: sha,
    url: null,
    createdAt: at,
    updatedAt: at,
  };
}
