import type { Fact } from '../domain/facts.ts';
import type { Sha } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { Question } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';
import { ciStanding, evidenceAt } from './ci.ts';
import { type Judged, pullRequestOf } from './judged.ts';
import { questionNotes } from './questions.ts';

/** Why a remote forge keeps work from being merged. */
interface Hold {
  readonly says: string;
  /** Only a human can end it. */
  readonly asks: 'checks-wait' | 'pr-retargeted' | null;
}

/** Null: it says nothing against this head, as far as it was looked at. */
export function heldAtForge(world: World, pr: PullRequest, head: Sha): Hold | null {
  if (world.forge === 'local') return null;
  const evidence = evidenceAt(pr, head);
  const { branch } = world.ledger.integration;
  if (evidence !== null && evidence.base !== branch)
    return { says: `it goes into ${evidence.base} at GitHub, and not into ${branch}`, asks: 'pr-retargeted' };
  const standing = ciStanding(world, pr, head);
  switch (standing.is) {
    case 'clear':
      return openWish(world, pr, head);
    case 'waits':
      return { says: standing.says, asks: null };
    case 'failed':
      return { says: 'checks failed at GitHub', asks: null };
    case 'asks':
      return { says: standing.says, asks: 'checks-wait' };
  }
}

/** Whoever asks for changes at this very head; what they asked at an earlier one was told, and this one is the answer. */
function openWish({ ledger }: World, { atForge, task }: PullRequest, head: Sha): Hold | null {
  const told = ledger.tasks.get(task ?? '')?.reviewsTold ?? [];
  const open = (atForge?.reviews ?? []).find(
    (review) => review.verdict === 'changes-requested' && (review.head === head || !told.includes(review.id)),
  );
  return open === undefined ? null : { says: `${open.by} asks for changes`, asks: null };
}

/** Asks what to do about checks that do not end, and about a pull request that somebody pointed elsewhere. */
export function holdNotes(world: World, rule: string, { task, head }: Judged): readonly Note[] {
  const pr = pullRequestOf(world, task);
  const hold = pr === null || pr.headSha !== head ? null : heldAtForge(world, pr, head);
  if (pr === null || hold === null || hold.asks === null) return [];
  return questionNotes(world, rule, {
    topic: hold.asks,
    task: task.id,
    about: aboutHead(pr, head),
    detail: `#${pr.number}: ${hold.says}`,
    evidence: [{ source: 'forge', at: pr.atForge?.at ?? world.now, says: hold.says }],
  });
}

/** Why such a question is moot, or null while it stands. */
export function whyHoldIsOver(world: World, { task: id, topic, about }: Question): string | null {
  const task = id === null ? undefined : world.ledger.tasks.get(id);
  const pr = task === undefined ? null : pullRequestOf(world, task);
  const head = task?.attempt?.judged ?? null;
  if (pr === null || head === null || aboutHead(pr, head) !== about) return 'it was another head';
  return heldAtForge(world, pr, head)?.asks === topic ? null : 'GitHub says something else by now';
}

/** What a human wants done about checks that do not end. */
export function answerHold(
  world: World,
  { question, choice }: { readonly question: Question; readonly choice: string },
): Answered {
  const task = question.task === null ? undefined : world.ledger.tasks.get(question.task);
  const pr = task === undefined ? null : pullRequestOf(world, task);
  if (pr === null) return { ok: false, because: 'it has no open pull request any more' };
  const at = { number: pr.number, head: pr.headSha };
  const facts: readonly Fact[] =
    choice === 'merge' ? [{ type: 'checks.waived', ...at }] : [{ type: 'checks.awaited', ...at }];
  const says = choice === 'merge' ? 'its checks at GitHub are not waited for' : 'they are waited for anew';
  return { ok: true, says, facts };
}

function aboutHead({ number }: PullRequest, head: Sha): string {
  return `#${number} at ${head}`;
}
