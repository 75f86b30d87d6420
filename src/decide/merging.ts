import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import { whyChecksWait } from './acceptance.ts';
import { isVoid } from './batch.ts';
import { isDue } from './due.ts';
import { heldAtForge, holdNotes } from './forge-holds.ts';
import { closedByOthers } from './forge-watch.ts';
import { standingInGates, gatesToBegin, mergeOf } from './gate-line.ts';
import { waitsToMerge } from './finished-work.ts';
import { followsBase } from './integration.ts';
import { conflictsAmong, type Judged, judgedTasks, pullRequestOf, verdictOn } from './judged.ts';
import { mergedByOthers, takesIn } from './merged-elsewhere.ts';
import { mayMerge, wantedAt } from './merge-by-hand.ts';
import { whyPushedHead, isPushedByOthers, takeHead } from './pushed-heads.ts';
import { protectedNotes, unallowedPaths } from './protected.ts';
import { questionNotes } from './questions.ts';
import { standingInReview } from './review.ts';
import { awaitsReview } from './reviewed.ts';
import type { Rule } from './rule.ts';

const RULE = 'merge';

/**
 * Takes judged work through its pull request and the gates into the integration branch, one merge at a time: what is merged is
 * the very commit that was tested, on the very tip it was tested on.
 */
export const merging: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const judged = judgedTasks(world);
  if (judged.length === 0) return { notes: [], actions: [] };
  return {
    notes: judged.flatMap((work) => [
      ...verdictNotes(world, work),
      ...protectedNotes(world, work),
      ...wantedNotes(world, work),
      ...holdNotes(world, RULE, work),
    ]),
    actions: [...judged.flatMap((work) => pullRequestStep(world, work)), ...gateAndMerge(world, judged)],
  };
};

/** What a complete task waits for on its way to the integration branch. */
export function explainMerging(world: World, id: TaskId): string | null {
  const all = judgedTasks(world);
  const waits = whatItWaitsFor(world, id);
  if (waits !== null) return waits;
  const work = all.find(({ task }) => task.id === id);
  if (work === undefined) return null;
  if (world.ledger.pausedAll) return 'everything is paused';
  const pr = pullRequestOf(world, work.task);
  if (pr === null) return mergedByOthers(world, id) === null ? whyNotOpened(world) : null;
  return (
    whyPushedHead(world, pr, work.head) ?? whyHeld(world, work, pr) ?? whyNotMerged(world, work, { pr, all })
  );
}

function whyNotOpened({ ledger }: World): string {
  const { lockedForge } = ledger;
  return lockedForge === undefined
    ? 'its pull request is being opened'
    : `its pull request waits: ${lockedForge}`;
}

function whyNotMerged(
  world: World,
  work: Judged,
  { pr, all }: { readonly pr: PullRequest; readonly all: readonly Judged[] },
): string {
  const review = standingInReview(world, work);
  if (review !== null) return `#${pr.number} passed and ${review}`;
  if (validGate(world, work)?.verdict === 'passed')
    return mayMerge(world, work.task)
      ? `#${pr.number} passed${togetherWith(work)} and is merged next`
      : `#${pr.number} passed; merge.auto is off (czar pr merge ${pr.number})`;
  const gate = standingInGates(world, work);
  if (gate !== null) return `#${pr.number} ${gate}`;
  const because = whyChecksWait(world, work.task.id) ?? whyNoGate(world) ?? whyBehind(world, all, work);
  return `#${pr.number} waits for the gates; ${because}`;
}

function togetherWith({ task: { id, gate } }: Judged): string {
  if (gate?.batch === undefined) return '';
  const others = gate.batch.members.map(({ task }) => task).filter((task) => task !== id);
  return `, tested together with ${others.join(', ')} at ${gate.batch.tested.slice(0, 8)},`;
}

/** Finished, and begun on work that is merged before it. */
function whatItWaitsFor(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  if (task?.stage !== 'complete' || task.phase === 'rework') return null;
  const waits = waitsToMerge(world, task);
  return waits.length === 0
    ? null
    : `its pull request waits until ${waits.join(' and ')} ${waits.length === 1 ? 'is' : 'are'} merged`;
}

/** What the forge has against it, and where it is in the gates besides; null: nothing. */
function whyHeld(world: World, work: Judged, pr: PullRequest): string | null {
  const hold = pr.headSha === work.head ? heldAtForge(world, pr, work.head) : null;
  if (hold === null) return null;
  const { gate } = work.task;
  const hasPassed = gate?.head === work.head && gate.verdict === 'passed';
  const inGates = standingInGates(world, work) ?? 'waits for the gates';
  return `#${pr.number} ${hasPassed ? 'passed in the gates' : inGates}; GitHub: ${hold.says}`;
}

/** What conflicts with fewer goes first: it sends fewer back. */
function whyBehind(world: World, all: readonly Judged[], work: Judged): string {
  const conflicts = conflictsAmong(world, all, work);
  return conflicts.length === 0
    ? 'others are before it'
    : `others are before it, as it conflicts with ${conflicts.join(', ')}, and what conflicts with fewer is merged first`;
}

/** A merge that would change nothing needs neither pull request nor checks. */
function verdictNotes(world: World, work: Judged): readonly Note[] {
  if (validGate(world, work)?.verdict !== 'no-change') return [];
  const { task, head } = work;
  return [
    {
      rule: RULE,
      why: `${task.id} changes nothing: merged without a pull request`,
      evidence: [
        { source: 'git', at: task.gate?.at ?? world.now, says: 'the merge equals the integration branch' },
      ],
      facts: [{ type: 'task.merged', task: task.id, sha: null, head, note: 'no change' }],
    },
  ];
}

/** Where a human merges, passed work waits for the word. */
function wantedNotes(world: World, work: Judged): readonly Note[] {
  const gate = validGate(world, work);
  const pr = pullRequestOf(world, work.task);
  if (gate?.verdict !== 'passed' || pr === null || mayMerge(world, work.task)) return [];
  if (unallowedPaths(work.task).length > 0 || awaitsReview(world, work.task)) return [];
  if (heldAtForge(world, pr, work.head) !== null) return [];
  return questionNotes(world, RULE, {
    topic: 'merge-wanted',
    task: work.task.id,
    about: wantedAt(pr, work.head),
    detail: `#${pr.number} passed: czar pr merge ${pr.number}`,
    evidence: [{ source: 'gate', at: gate.at, says: `passed at ${work.head.slice(0, 8)}` }],
  });
}

function pullRequestStep(world: World, work: Judged): readonly Action[] {
  const { task, attempt, head } = work;
  const pr = pullRequestOf(world, task);
  const common = { lane: 'forge', rule: RULE, evidence: [], task: task.id } as const;
  if (validGate(world, work)?.verdict === 'no-change' || isElsewhere(world, task)) return [];
  if (pr === null)
    return [{ kind: 'open-pr', ...common, why: `${task.id} is complete`, attempt: attempt.number, head }];
  if (pr.headSha !== head && isPushedByOthers(world, pr)) return takeHead(world, work, pr);
  // At that head without being known as pushed: taking it in was cut short.
  if (pr.headSha === head && !isPushedByOthers(world, pr)) return [];
  return [{ kind: 'update-pr', ...common, why: `the head of #${pr.number} moved`, number: pr.number, head }];
}

/** What an open one of an earlier branch, or one that somebody closed or merged, stands in the way of. */
function isElsewhere(world: World, task: TaskState): boolean {
  if (hasOlderPullRequest(world, task) || closedByOthers(world, task) !== null) return true;
  return mergedByOthers(world, task.id) !== null;
}

/** One open pull request per task: that of an earlier branch is closed first. */
function hasOlderPullRequest({ ledger }: World, { pullRequest, attempt }: TaskState): boolean {
  const pr = pullRequest === null ? undefined : ledger.pullRequests.get(pullRequest);
  return pr?.state === 'open' && pr.head !== attempt?.branch;
}

/** The gate's verdict, if it speaks of this head and of the tip that would be merged into. */
function validGate(world: World, work: Judged): TaskState['gate'] {
  const gate = verdictOn(work, world.ledger.integration.tip);
  return gate === null || isVoid(world, gate) ? null : gate;
}

/** Merges first; one that cannot be done at the moment holds nothing up. */
function gateAndMerge(world: World, judged: readonly Judged[]): readonly Action[] {
  const { tip } = world.ledger.integration;
  if (tip === null || whyNoGate(world) !== null) return [];
  const wanted = judged.filter(({ task }) => mayMerge(world, task));
  const merges = wanted.flatMap((work) => mergeOf(world, work, tip) ?? []);
  const due = merges.filter((action) => isDue(world, action));
  return due.length > 0 ? due : gatesToBegin(world);
}

/** While the integration branch is about to move, a verdict would be old before it is there. */
function whyNoGate(world: World): string | null {
  for (const { action } of world.ledger.open.values()) {
    if (action.kind === 'merge') return `${action.task} is being merged`;
    if (action.kind === 'drop') return `${action.task} is being taken out`;
    if (action.kind === 'follow-base') return 'the base is being merged in';
    if (action.kind === 'take-in') return `what was merged at GitHub is taken in (#${action.number})`;
  }
  if (!world.integrationTip.known)
    return `the integration branch cannot be read: ${world.integrationTip.reason}`;
  if (world.integrationTip.value !== world.ledger.integration.tip) return 'the integration branch moved';
  if (takesIn(world)) return 'what was merged at GitHub is taken in first';
  return followsBase(world) ? 'the base moved and is merged in first' : null;
}
