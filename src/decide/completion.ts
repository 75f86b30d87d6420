import { counted } from '../domain/counted.ts';
import type { CommitView } from '../domain/commit.ts';
import type { DeliveryKind } from '../domain/delivery.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Fact } from '../domain/facts.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import { namesAnother } from '../domain/marker.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { QuestionTopic } from '../domain/question.ts';
import type { Astray, World } from '../domain/world.ts';
import { activityOf } from './activity.ts';
import { whyHeld } from './holding.ts';
import { askOnce } from './questions.ts';
import { parkingQuestion } from './readiness.ts';
import { earlier, type Rule } from './rule.ts';
import { stuckStory } from './stuck-story.ts';
import { seatOf } from './taking.ts';
import { atRest, type Begun, restAt } from './turn-over.ts';
import { unfinishedAt, wasTold } from './wording.ts';
import { isStopped } from './wrap-up.ts';

const RULE = 'completion';

/** Takes commits that say "complete" or "blocked" at their word once the agent has come to rest; nothing on a screen counts. */
export const completion: Rule = (world) => {
  if (world.ledger.pausedAll) return {};
  const begun = [...world.ledger.active].flatMap((id) => {
    const task = world.ledger.tasks.get(id);
    if (task === undefined || task.attempt === null) return [];
    return task.stage === 'running' || task.stage === 'complete' ? [{ task, attempt: task.attempt }] : [];
  });
  return {
    notes: begun.flatMap((work) => [
      ...markerNotes(world, work),
      ...movedHead(world, work),
      ...stopped(world, work),
    ]),
    actions: begun.flatMap((work) => bringHome(world, work)),
    wakeAt: begun.reduce<number | null>((at, work) => earlier(at, restAt(world, work)), null),
  };
};

/** What is missing for a running task to count as complete. */
export function explainCompletion(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  if (task?.stage !== 'running' || task.attempt === null) return null;
  if (task.attempt.marker === null) return 'no commit says TASK_COMPLETE yet';
  return atRest(world, { task, attempt: task.attempt })
    ? null
    : 'its last commit says it is done; its agent is still busy';
}

function markerNotes(world: World, work: Begun): readonly Note[] {
  const { task, attempt } = work;
  const commit = attempt.marker?.commit;
  if (commit === undefined || commit.marker === null) return [];
  const { marker } = commit;
  if (namesAnother(marker, task.id)) return [foreign(task, commit)];
  if (!atRest(world, work)) return [];
  if (marker.says === 'blocked') return blocked(world, task, { commit, question: marker.question });
  return [judged(world, work, [said(commit), ...foreignMarkers(work)])];
}

/** Its verdicts belong to the head that was judged; with a new one they expire. */
function movedHead(world: World, work: Begun): readonly Note[] {
  const { task, attempt } = work;
  if (task.stage !== 'complete' || task.phase === 'rework' || attempt.marker !== null) return [];
  if (attempt.judged === null || attempt.judged === attempt.tip || !atRest(world, work)) return [];
  return [
    judged(world, work, [
      {
        source: 'git',
        at: attempt.lastCommitAt ?? world.now,
        says: 'the branch moved on since it was judged',
      },
    ]),
  ];
}

/** What was asked about the work as it was before needs no answer any more: the newest word of the worker wins. */
const OUTDONE: ReadonlySet<QuestionTopic> = new Set([
  'task-blocked',
  'stuck',
  'gates-failing',
  'conflicts',
  'limit-reached',
]);

function judged(world: World, { task, attempt }: Begun, evidence: readonly Evidence[]): Note {
  const outdone = [...world.ledger.questions.values()].filter(
    (question) => question.task === task.id && OUTDONE.has(question.topic),
  );
  return {
    rule: RULE,
    why: `${task.id} is complete at ${attempt.tip.slice(0, 8)}`,
    evidence,
    facts: [
      { type: 'task.judged', task: task.id, attempt: attempt.number, head: attempt.tip },
      ...outdone.map(
        ({ id }): Fact => ({
          type: 'question.closed',
          id,
          answer: null,
          because: 'it finished the task since',
        }),
      ),
    ],
  };
}

function foreign(task: TaskState, commit: CommitView): Note {
  return {
    rule: RULE,
    why: `${commit.sha.slice(0, 8)} on the branch of ${task.id} says that another task is complete: it does not count`,
    evidence: [said(commit)],
    facts: [{ type: 'marker.handled', task: task.id, sha: commit.sha }],
  };
}

function foreignMarkers({ task, attempt }: Begun): readonly Evidence[] {
  return attempt.recent
    .filter(({ marker }) => marker !== null && namesAnother(marker, task.id))
    .map((commit) => ({ ...said(commit), says: `${said(commit).says} (another task: does not count)` }));
}

function blocked(
  world: World,
  task: TaskState,
  { commit, question }: { readonly commit: CommitView; readonly question: string },
): readonly Note[] {
  const asked = askOnce(world, {
    topic: 'task-blocked',
    task: task.id,
    worker: task.worker,
    detail: question,
    evidence: [said(commit)],
  });
  const seat = seatOf(world, task.id);
  return [
    {
      rule: RULE,
      why: `${task.id} cannot go on without an answer: ${question}`,
      evidence: [said(commit)],
      facts: [
        { type: 'marker.handled', task: task.id, sha: commit.sha },
        ...(task.stage === 'complete'
          ? [
              {
                type: 'task.stage',
                task: task.id,
                stage: 'running',
                phase: null,
                because: 'its worker asks',
              } as const,
            ]
          : []),
        ...(asked === null ? [] : [asked]),
        ...(seat === null ? [] : [{ type: 'worker.seated', worker: seat.name, task: null } as const]),
      ],
    },
  ];
}

/** Told how to finish and idle again without a marker: only a human can say what is missing. */
function stopped(world: World, { task, attempt }: Begun): readonly Note[] {
  const seat = seatOf(world, task.id);
  if (seat === null || task.items.length > 0 || !hasStopped(world, seat)) return [];
  if (isStopped(world, task)) return [];
  const as = world.astray.has(seat.name) ? 'branch' : 'marker';
  if (!wasTold(attempt, as) || !endedTurnSince(world, seat, as)) return [];
  if (parkingQuestion(world.ledger, task.id) !== null) return [];
  const { since } = activityOf(world, seat.name);
  const story = stuckStory(world, { worker: seat, task, told: as });
  const evidence: Evidence[] = [
    { source: 'event', at: since, says: 'idle, with no marker, after a reminder' },
    ...story.evidence,
  ];
  const detail = `it stopped without saying TASK_COMPLETE (${counted(attempt.commits, 'commit')})${story.tail}. What should it do?`;
  const asked = askOnce(world, { topic: 'stuck', task: task.id, worker: seat.name, detail, evidence, since });
  if (asked === null) return [];
  return [
    {
      rule: RULE,
      why: asked.question.text,
      evidence,
      facts: [asked, { type: 'worker.seated', worker: seat.name, task: null }],
    },
  ];
}

function hasStopped(world: World, seat: WorkerState): boolean {
  const at = unfinishedAt(world, seat);
  return at !== null && at <= world.now && whyHeld(world, seat) === null;
}

/** The reminder gets the turn that it asks for. */
function endedTurnSince(world: World, seat: WorkerState, as: DeliveryKind): boolean {
  const reminder = [...world.ledger.receipts.values()].findLast(
    ({ worker, task, kind }) => worker === seat.name && task === seat.task && kind === as,
  );
  return reminder === undefined || activityOf(world, seat.name).since > reminder.at;
}

/** Finished work on another branch that grew from the task's tip: the branch is moved forward to it. */
function bringHome(world: World, work: Begun): readonly Action[] {
  const { task, attempt } = work;
  const seat = seatOf(world, task.id);
  const astray = seat === null ? undefined : world.astray.get(seat.name);
  if (seat === null || astray === undefined || !isFinished(astray, task) || !atRest(world, work)) return [];
  if (isBranchOfAnother(world, astray, task)) return [];
  return [
    {
      kind: 'follow-branch',
      lane: `tree:${seat.name}`,
      rule: RULE,
      why: `the finished work of ${task.id} lies on ${astray.branch ?? 'no branch'}: its branch is moved forward`,
      evidence: [
        {
          source: 'git',
          at: world.now,
          says: `${astray.sha.slice(0, 8)} descends from ${attempt.tip.slice(0, 8)}`,
        },
      ],
      worker: seat.name,
      task: task.id,
      branch: attempt.branch,
      from: attempt.tip,
      to: astray.sha,
    },
  ];
}

function isFinished({ descends, marker }: Astray, { id }: TaskState): boolean {
  return descends && marker !== null && !namesAnother(marker, id);
}

/** A marker there is the word of that task's attempt. */
function isBranchOfAnother({ ledger }: World, { branch }: Astray, { id }: TaskState): boolean {
  if (branch === null) return false;
  return [...ledger.tasks.values()].some((other) => other.id !== id && other.attempt?.branch === branch);
}

function said(commit: CommitView): Evidence {
  return { source: 'git', at: commit.at, says: `${commit.sha.slice(0, 8)} ${commit.subject}` };
}
