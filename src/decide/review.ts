import type { Evidence } from '../domain/evidence.ts';
import type { Fact } from '../domain/facts.ts';
import type { TaskState, WorkItem } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import { failureKey, type Action, type ActionOf, type Note } from '../domain/plan.ts';
import type { Question } from '../domain/question.ts';
import type { Review, ReviewFinding } from '../domain/review.ts';
import { findingLines } from '../domain/review-text.ts';
import { withoutSecrets } from '../domain/secrets.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';
import { isDue } from './due.ts';
import { type Judged, judgedTasks, pullRequestOf } from './judged.ts';
import { questionNotes } from './questions.ts';
import { awaitsReview, isReviewed } from './reviewed.ts';
import type { Rule } from './rule.ts';
import { gateWidthOf } from './width.ts';

const RULE = 'review';

/**
 * Has finished work read when its gates have passed, sends back what was found, and asks a human when it was sent back often enough.
 * What a reviewer said is told to the forge, whatever becomes of it.
 */
export const reviewing: Rule = (world) => {
  const { stopping, ledger, policy } = world;
  if (stopping !== 'no' || ledger.pausedAll || policy.review.by === 'none') return {};
  const judged = judgedTasks(world);
  const begun = [...ledger.active].flatMap((id) => ledger.tasks.get(id) ?? []);
  return {
    notes: judged.flatMap((work) => foundNotes(world, work)),
    actions: [...begun.flatMap((task) => toPost(world, task) ?? []), ...reviewsToBegin(world, judged)],
  };
};

/** Where a task stands with its reviewer, for people; null: nothing is waited for. */
export function standingInReview(world: World, { task }: Pick<Judged, 'task'>): string | null {
  const { review = null, reviewRounds = 0 } = task;
  if (!awaitsReview(world, task)) return null;
  if (reviewsOf(world).some((action) => action.task === task.id))
    return reviewRounds === 0 ? 'is being reviewed' : `is being reviewed again, after ${reviewRounds} rounds`;
  return review?.head === task.attempt?.judged && review !== null && review.verdict !== 'approve'
    ? `was reviewed: ${review.because ?? counted(review.findings)}`
    : 'waits for its review';
}

/** Why a review that runs is worth nothing any more, or null while it may be. */
export function whyReviewIsOver(
  world: World,
  { task: id, attempt, head }: Pick<ActionOf<'review'>, 'task' | 'attempt' | 'head'>,
): string | null {
  const task = world.ledger.tasks.get(id);
  if (task === undefined || task.stage !== 'complete' || task.attempt?.number !== attempt)
    return `${id} is ${task?.stage ?? 'gone'} by now`;
  if (task.attempt.judged !== head || task.attempt.tip !== head) return `${id} has another head by now`;
  if (task.phase === 'rework') return `${id} goes back to its worker`;
  return isReviewed(world, task) ? `${id} need not be reviewed any more` : null;
}

/** Nothing of a task is told any more once that is merged: a lost answer alone is no reason to give up. */
const MOST_TELLINGS = 3;

/** Before it is merged, the forge is told; one that cannot be told, in a few tries, holds nothing back. */
export function isTold(world: World, task: TaskState): boolean {
  const action = postOf(world, task);
  const failure = action === null ? undefined : world.ledger.failures.get(failureKey(action));
  return action === null || failure?.lasting === true || (failure?.count ?? 0) >= MOST_TELLINGS;
}

/** What a review found in work that was sent back for it, for a session that was not there. */
export function foundByReview({ review = null, attempt }: TaskState): ReturnType<typeof findingOf> | null {
  return review?.verdict === 'changes' && review.head === attempt?.judged ? findingOf(review) : null;
}

function reviewsOf({ ledger }: World): readonly ActionOf<'review'>[] {
  return [...ledger.open.values()].flatMap(({ action }) => (action.kind === 'review' ? action : []));
}

function reviewsToBegin(world: World, judged: readonly Judged[]): readonly Action[] {
  const running = reviewsOf(world);
  const taken = new Set(running.map(({ lane }) => lane));
  const wanted = judged.filter(
    ({ task }) => awaitsReview(world, task) && !hasWord(task) && !running.some((one) => one.task === task.id),
  );
  const actions: Action[] = [];
  for (let number = 1; number <= gateWidthOf(world) && actions.length < wanted.length; number += 1) {
    const work = wanted[actions.length];
    if (taken.has(`review:${number}`) || work === undefined) continue;
    actions.push(reviewOf(work, `review:${number}`));
  }
  return actions.filter((action) => isDue(world, action));
}

function reviewOf({ task, attempt, head }: Judged, lane: `review:${number}`): ActionOf<'review'> {
  return {
    kind: 'review',
    lane,
    rule: RULE,
    why: `${task.id} passed its gates at ${head.slice(0, 8)}, and is read before it is merged`,
    evidence: [{ source: 'gate', at: task.gate?.at ?? 0, says: `passed at ${head.slice(0, 8)}` }],
    task: task.id,
    attempt: attempt.number,
    head,
  };
}

/** Its reviewer has spoken about the judged head. */
function hasWord({ review = null, attempt }: TaskState): boolean {
  return review !== null && review.head === attempt?.judged;
}

function toPost(world: World, task: TaskState): ActionOf<'post-review'> | null {
  const action = postOf(world, task);
  return action !== null && isDue(world, action) ? action : null;
}

function postOf(world: World, task: TaskState): ActionOf<'post-review'> | null {
  const review = untold(world, task);
  const pr = pullRequestOf(world, task);
  if (review === null || pr?.headSha !== review.head) return null;
  return {
    kind: 'post-review',
    lane: 'forge',
    rule: RULE,
    why: `the review of ${task.id} at ${review.head.slice(0, 8)} is told at #${pr.number}`,
    evidence: evidenceOf(review),
    task: task.id,
    number: pr.number,
    head: review.head,
  };
}

/** A judgement that the forge was not told. */
function untold({ policy }: World, task: TaskState): Review | null {
  const { review = null, reviewPosted = null, stage } = task;
  if (policy.review.by === 'none' || review === null || !hasWord(task) || reviewPosted === review.head)
    return null;
  if (stage !== 'complete' && stage !== 'running') return null;
  return review.verdict === 'approve' || review.verdict === 'changes' ? review : null;
}

function foundNotes(world: World, { task }: Judged): readonly Note[] {
  const { review = null, reviewRounds = 0, moreRounds = 0 } = task;
  if (review === null || !hasWord(task) || !awaitsReview(world, task)) return [];
  if (review.verdict !== 'changes')
    return asked(world, task, { review, says: review.because ?? 'no judgement' });
  if (reviewRounds >= world.policy.review.rounds + moreRounds)
    return asked(world, task, { review, says: openPoints(review.findings, reviewRounds) });
  const { says } = findingOf(review);
  return [
    {
      rule: RULE,
      why: `${task.id} goes back to ${task.worker ?? 'its worker'}: ${says}`,
      evidence: evidenceOf(review),
      facts: sentBack(task.id, review, world.now),
    },
  ];
}

function sentBack(task: TaskId, review: Review, now: number): readonly Fact[] {
  const { says, text, data } = findingOf(review);
  // One message for one reviewed head, also when the rule is heard again.
  const id = `review-${review.head.slice(0, 12)}`;
  const item: WorkItem = { id, kind: 'rework', from: 'review', text, data, at: now };
  return [
    { type: 'item.added', task, item },
    { type: 'task.stage', task, stage: 'complete', phase: 'rework', because: says },
  ];
}

const DATA_LENGTH = 7_000;

function findingOf({ findings, by }: Review): {
  readonly says: string;
  readonly text: string;
  readonly data: string;
} {
  return {
    says: `${by} asks for changes (${counted(findings)})`,
    text: 'A reviewer read your change and wants these points put right before it is merged. Do what is right about each, and say in the commit body what you left and why.',
    data: withoutSecrets(whole(findingLines(findings), DATA_LENGTH)),
  };
}

/** As many lines as fit, and how many are left out. */
function whole(lines: readonly string[], length: number): string {
  const shown: string[] = [];
  let left = length;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    shown.push(line);
  }
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

function counted(findings: readonly ReviewFinding[]): string {
  return findings.length === 1 ? '1 finding' : `${findings.length} findings`;
}

const POINTS_LENGTH = 600;

function openPoints(findings: readonly ReviewFinding[], rounds: number): string {
  const points = withoutSecrets(
    whole(
      findingLines(findings).map((line) => line.slice(0, 200)),
      POINTS_LENGTH,
    ),
  );
  const often = rounds === 1 ? 'a review' : `${rounds} reviews`;
  return `${often} asked for changes, and these are open: ${points.replaceAll('\n', '; ')}`;
}

function asked(
  world: World,
  task: TaskState,
  { review, says }: { readonly review: Review; readonly says: string },
): readonly Note[] {
  return questionNotes(world, RULE, {
    topic: 'review-open',
    task: task.id,
    worker: task.worker,
    about: review.head,
    detail: says,
    evidence: evidenceOf(review),
  });
}

function evidenceOf({ at, by, verdict, findings, head }: Review): readonly Evidence[] {
  return [{ source: 'review', at, says: `${by}: ${verdict} at ${head.slice(0, 8)}, ${counted(findings)}` }];
}

/** Why such a question is moot, or null while it stands. */
export function whyReviewIsClosed(world: World, { task: id, about }: Question): string | null {
  const task = id === null ? undefined : world.ledger.tasks.get(id);
  if (task?.stage !== 'complete' || task.attempt?.judged !== about) return 'it was another head';
  return hasWord(task) && !isReviewed(world, task) ? null : 'it need not be answered any more';
}

/** What a human wants done about what reviews left open: `merge` all the same, or `again`. */
export function answerReview(world: World, question: Question, choice: 'merge' | 'again'): Answered {
  const task = question.task === null ? undefined : world.ledger.tasks.get(question.task);
  const { review = null } = task ?? {};
  if (task === undefined || review === null || review.head !== question.about)
    return { ok: false, because: 'it was another head' };
  const { id } = task;
  if (choice === 'merge')
    return {
      ok: true,
      says: `${id} goes on at ${review.head.slice(0, 8)}, whatever its review says`,
      facts: [{ type: 'review.waived', task: id, head: review.head }],
    };
  if (review.verdict !== 'changes')
    return {
      ok: true,
      says: `${id} is reviewed once more`,
      facts: [{ type: 'review.again', task: id, what: 'review' }],
    };
  return {
    ok: true,
    says: `the worker of ${id} is told, and it is reviewed once more`,
    facts: [{ type: 'review.again', task: id, what: 'round' }, ...sentBack(id, review, world.now)],
  };
}
