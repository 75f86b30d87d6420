import { evidenceAt } from '../../decide/ci.ts';
import type { PullRequest } from '../../domain/pull-request.ts';
import type { Reasoned } from '../../domain/reason.ts';
import { shortDuration } from '../../domain/units.ts';
import type { World } from '../../domain/world.ts';
import { whyOmnibus } from './why-omnibus.ts';
import { knownOfQuestions } from './why-question.ts';
import { whyTask } from './why-task.ts';

/** Where pull request `60` or `#60` stands, and its task or the omnibus behind it; nothing for a number that none has. */
export function whyPullRequest(world: World, about: string): readonly Reasoned[] {
  const number = /^#?(\d{1,9})$/.exec(about)?.[1];
  const pr = number === undefined ? undefined : world.ledger.pullRequests.get(Number(number));
  if (pr === undefined) return [];
  return [
    ...ownLines(world, pr),
    ...(pr.task === null
      ? whyOmnibus(world)
      : [...whyTask(world, pr.task), ...knownOfQuestions(world, pr.task)]),
  ];
}

function ownLines({ now }: World, pr: PullRequest): readonly string[] {
  const { number, state, draft, head, base, headSha, updatedAt, checks, reviews, task } = pr;
  const about = task === null ? 'the omnibus' : `task ${task}`;
  return [
    `pull request #${number} of ${about}: ${draft && state === 'open' ? 'draft' : state}, ${head} into ${base}, touched ${shortDuration(now - updatedAt)} ago`,
    `its head is ${headSha.slice(0, 8)}`,
    ...checks.map(({ name, verdict, ms }) => `check ${name}: ${verdict} in ${shortDuration(ms)}`),
    ...forgeLines(now, pr),
    ...reviews.map(({ by, verdict, at }) => `review of ${by}: ${verdict} (${shortDuration(now - at)} ago)`),
  ];
}

function forgeLines(now: number, pr: PullRequest): readonly string[] {
  const evidence = evidenceAt(pr, pr.headSha);
  if (evidence === null) return [];
  const { checks, reviews, mergeable } = evidence;
  return [
    ...checks.map(({ name, state }) => `check ${name} at GitHub: ${state}`),
    ...reviews.map(
      ({ by, verdict, at }) => `review of ${by} at GitHub: ${verdict} (${shortDuration(now - at)} ago)`,
    ),
    ...(mergeable === false ? ['GitHub could not merge it by itself'] : []),
  ];
}
