import type { FactOf } from '../../domain/facts.ts';
import type { Attempt } from '../../domain/ledger.ts';

/** `before`: the attempt before it, which may have begun the same branch. */
export function newAttempt(
  { attempt, branch, startSha, tip, worker, on = [] }: FactOf<'attempt.began'>,
  before: Attempt | null,
  at: number,
): Attempt {
  const isSame = before?.branch === branch;
  return {
    number: attempt,
    branch,
    startSha,
    ...(isSame ? { branchSha: before.branchSha ?? before.startSha, ...earlier(before) } : {}),
    startedAt: at,
    worker,
    tip,
    commits: 0,
    recent: [],
    marker: null,
    judged: null,
    judgedAt: null,
    lastCommitAt: null,
    openedIn: [],
    roundBeganAt: null,
    messages: {},
    stuckRestarts: 0,
    ...(on.length === 0 ? {} : { on }),
  };
}

/** Of a branch that an older release began again nobody counted them. */
function earlier({ branchSha, earlierCommits, commits }: Attempt): Pick<Attempt, 'earlierCommits'> {
  return branchSha !== undefined && earlierCommits === undefined
    ? {}
    : { earlierCommits: (earlierCommits ?? 0) + commits };
}
