import type { Attempt, TaskState } from '../domain/ledger.ts';
import type { Sha, TaskId } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import { isDue } from './due.ts';
import { followsBase } from './integration.ts';
import { mayMerge, wantedAt } from './merge-by-hand.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';

const RULE = 'merge';

/**
 * Takes judged work through its pull request and the gates into the integration branch, one merge at a time: what is merged is
 * the very commit that was tested, on the very tip it was tested on.
 */
export const merging: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  const judged = judgedTasks(world);
  return {
    notes: judged.flatMap((work) => [...verdictNotes(world, work), ...wantedNotes(world, work)]),
    actions: [...judged.flatMap((work) => pullRequestStep(world, work)), ...gateAndMerge(world, judged)],
  };
};

/** What a complete task waits for on its way to the integration branch. */
export function explainMerging(world: World, id: TaskId): string | null {
  const work = judgedTasks(world).find(({ task }) => task.id === id);
  if (work === undefined) return null;
  if (world.ledger.pausedAll) return 'everything is paused';
  const pr = pullRequestOf(world, work.task);
  if (pr === null) return 'its pull request is being opened';
  const gate = validGate(world, work);
  if (gate?.verdict === 'passed')
    return mayMerge(world, work.task)
      ? `#${pr.number} passed and is merged next`
      : `#${pr.number} passed; merge.auto is off (czar pr merge ${pr.number})`;
  return `#${pr.number} waits for the gates; ${whyNoGate(world) ?? 'they run or are next'}`;
}

interface Judged {
  readonly task: TaskState;
  readonly attempt: Attempt;
  readonly head: Sha;
}

/** Complete at its present head, not in rework, and not waiting for a human: oldest judgement first. */
function judgedTasks(world: World): readonly Judged[] {
  const { ledger } = world;
  const parked = new Set(
    [...ledger.questions.values()].flatMap(({ task, holds }) => (holds === 'task' ? task : [])),
  );
  const seated = new Set([...ledger.workers.values()].map(({ task }) => task));
  const work = [...ledger.active].flatMap((id): readonly Judged[] => {
    const task = ledger.tasks.get(id);
    return task === undefined || parked.has(id) || seated.has(id) ? [] : judgedWork(task);
  });
  return work.toSorted((a, b) => (a.attempt.judgedAt ?? 0) - (b.attempt.judgedAt ?? 0));
}

/** A head that moved is judged anew first: nothing of it is tested or merged before. */
function judgedWork(task: TaskState): readonly Judged[] {
  const { attempt } = task;
  if (task.stage !== 'complete' || task.phase === 'rework' || attempt === null) return [];
  return attempt.judged === null || attempt.judged !== attempt.tip
    ? []
    : [{ task, attempt, head: attempt.judged }];
}

function pullRequestOf(world: World, task: TaskState): PullRequest | null {
  const pr = task.pullRequest === null ? undefined : world.ledger.pullRequests.get(task.pullRequest);
  return pr !== undefined && pr.state === 'open' && pr.head === task.attempt?.branch ? pr : null;
}

/** The gate's verdict, if it still speaks of this head and of the tip that would be merged into. */
function validGate(world: World, { task, head }: Judged): TaskState['gate'] {
  return task.gate !== null && task.gate.head === head && task.gate.tip === world.ledger.integration.tip
    ? task.gate
    : null;
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
  if (validGate(world, work)?.verdict === 'no-change' || hasOlderPullRequest(world, task)) return [];
  if (pr === null)
    return [{ kind: 'open-pr', ...common, why: `${task.id} is complete`, attempt: attempt.number, head }];
  if (pr.headSha === head) return [];
  return [{ kind: 'update-pr', ...common, why: `the head of #${pr.number} moved`, number: pr.number, head }];
}

/** One open pull request per task: that of an earlier branch is closed first. */
function hasOlderPullRequest({ ledger }: World, { pullRequest, attempt }: TaskState): boolean {
  const pr = pullRequest === null ? undefined : ledger.pullRequests.get(pullRequest);
  return pr?.state === 'open' && pr.head !== attempt?.branch;
}

/** Merges first, since each makes the verdicts on others old; one that cannot be done at the moment holds nothing up. */
function gateAndMerge(world: World, judged: readonly Judged[]): readonly Action[] {
  const { tip } = world.ledger.integration;
  if (tip === null || whyNoGate(world) !== null) return [];
  const open = judged.flatMap((work) => {
    const pr = pullRequestOf(world, work.task);
    return pr !== null && pr.headSha === work.head ? [{ work, pr }] : [];
  });
  const passed = open.filter(({ work }) => validGate(world, work)?.verdict === 'passed');
  const wanted = passed.filter(({ work }) => mayMerge(world, work.task));
  const merges = wanted.flatMap(({ work, pr }) => merge(work, pr, tip));
  const due = merges.filter((action) => isDue(world, action));
  if (due.length > 0) return due;
  return open.filter(({ work }) => validGate(world, work) === null).map(({ work }) => gate(work, tip));
}

/** While the integration branch is about to move, a verdict would be old before it is there. */
function whyNoGate(world: World): string | null {
  for (const { action } of world.ledger.open.values()) {
    if (action.kind === 'merge') return `${action.task} is being merged`;
    if (action.kind === 'follow-base') return 'the base is being merged in';
  }
  if (!world.integrationTip.known)
    return `the integration branch cannot be read: ${world.integrationTip.reason}`;
  if (world.integrationTip.value !== world.ledger.integration.tip) return 'the integration branch moved';
  return followsBase(world) ? 'the base moved and is merged in first' : null;
}

function merge({ task, attempt, head }: Judged, pr: PullRequest, tip: Sha): readonly Action[] {
  const result = task.gate?.merge ?? null;
  if (result === null) return [];
  return [
    {
      kind: 'merge',
      lane: 'integrate',
      rule: RULE,
      why: `every gate of #${pr.number} passed at exactly this merge`,
      evidence: [{ source: 'gate', at: task.gate?.at ?? 0, says: `passed at ${result.slice(0, 8)}` }],
      task: task.id,
      attempt: attempt.number,
      head,
      tip,
      merge: result,
      number: pr.number,
    },
  ];
}

function gate({ task, attempt, head }: Judged, tip: Sha): Action {
  return {
    kind: 'gate',
    lane: 'gate',
    rule: RULE,
    why: `${task.id} at ${head.slice(0, 8)} is tested merged into ${tip.slice(0, 8)}`,
    evidence: [],
    task: task.id,
    attempt: attempt.number,
    head,
    tip,
  };
}
