import type { CommitView } from '../domain/commit.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Attempt, TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { activityOf } from './health.ts';
import { askOnce } from './questions.ts';
import { parkingQuestion } from './readiness.ts';
import type { Rule } from './rule.ts';
import { seatOf } from './taking.ts';
import { unfinishedAt, wasTold } from './wording.ts';

const RULE = 'completion';

/** Takes commits that say "complete" or "blocked" at their word once the agent has come to rest; nothing on a screen counts. */
export const completion: Rule = (world) => {
  const running = [...world.ledger.active].flatMap((id) => {
    const task = world.ledger.tasks.get(id);
    return task === undefined || task.attempt === null ? [] : [{ task, attempt: task.attempt }];
  });
  return {
    notes: running.flatMap((seated) => [
      ...markerNotes(world, seated),
      ...movedHead(world, seated),
      ...stopped(world, seated),
    ]),
    actions: running.flatMap((seated) => bringHome(world, seated)),
  };
};

/** What is missing for a running task to count as complete. */
export function explainCompletion(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  if (task?.stage !== 'running' || task.attempt === null) return null;
  if (task.attempt.marker === null) return 'no commit says TASK_COMPLETE yet';
  return atRest(world, task) ? null : 'its last commit says it is done; its agent is still busy';
}

interface Begun {
  readonly task: TaskState;
  readonly attempt: Attempt;
}

function markerNotes(world: World, { task, attempt }: Begun): readonly Note[] {
  const commit = attempt.marker?.commit;
  if (
    commit?.marker === undefined ||
    commit.marker === null ||
    (task.stage !== 'running' && task.stage !== 'complete')
  )
    return [];
  const { marker } = commit;
  if (
    marker.says === 'complete' &&
    marker.task !== null &&
    marker.task.toLowerCase() !== task.id.toLowerCase()
  )
    return [foreign(task, commit, marker.task)];
  if (!atRest(world, task)) return [];
  if (marker.says === 'blocked') return blocked(world, task, { commit, question: marker.question });
  return [judged(task, attempt, [said(commit)])];
}

/** Its verdicts belong to the head that was judged; with a new one they expire. */
function movedHead(world: World, { task, attempt }: Begun): readonly Note[] {
  if (task.stage !== 'complete' || task.phase === 'rework' || attempt.marker !== null) return [];
  if (attempt.judged === null || attempt.judged === attempt.tip || !atRest(world, task)) return [];
  return [
    judged(task, attempt, [
      {
        source: 'git',
        at: attempt.lastCommitAt ?? world.now,
        says: 'the branch moved on since it was judged',
      },
    ]),
  ];
}

function judged(task: TaskState, attempt: Attempt, evidence: readonly Evidence[]): Note {
  return {
    rule: RULE,
    why: `${task.id} is complete at ${attempt.tip.slice(0, 8)}`,
    evidence,
    facts: [{ type: 'task.judged', task: task.id, attempt: attempt.number, head: attempt.tip }],
  };
}

function foreign(task: TaskState, commit: CommitView, named: string): Note {
  return {
    rule: RULE,
    why: `${commit.sha.slice(0, 8)} on the branch of ${task.id} says that ${named} is complete: it does not count`,
    evidence: [said(commit)],
    facts: [{ type: 'marker.handled', task: task.id, sha: commit.sha }],
  };
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
  const at = seat === null ? null : unfinishedAt(world, seat);
  if (seat === null || at === null || at > world.now || task.items.length > 0) return [];
  const told = wasTold(attempt, world.astray.has(seat.name) ? 'branch' : 'marker');
  if (!told || parkingQuestion(world.ledger, task.id) !== null) return [];
  const evidence: Evidence[] = [
    { source: 'event', at: seat.agent.since, says: 'idle, with no marker, after a reminder' },
  ];
  const detail = `it stopped without saying TASK_COMPLETE, also after a reminder (${attempt.commits} commits). What should it do?`;
  const asked = askOnce(world, { topic: 'stuck', task: task.id, worker: seat.name, detail, evidence });
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

/** Finished work on another branch that grew from the task's tip: the branch is moved forward to it. */
function bringHome(world: World, { task, attempt }: Begun): readonly Action[] {
  const seat = seatOf(world, task.id);
  const astray = seat === null ? undefined : world.astray.get(seat.name);
  if (
    seat === null ||
    astray === undefined ||
    !astray.descends ||
    astray.marker === null ||
    !atRest(world, task)
  )
    return [];
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

/** The turn is over, or nobody is there any more who could go on. */
function atRest(world: World, task: TaskState): boolean {
  if (task.worker === null) return true;
  const worker = world.ledger.workers.get(task.worker);
  if (worker === undefined || (worker.task !== null && worker.task !== task.id)) return true;
  const { activity } = activityOf(world, worker.name);
  return activity === 'idle' || activity === 'in-review' || activity === 'off';
}

function said(commit: CommitView): Evidence {
  return { source: 'git', at: commit.at, says: `${commit.sha.slice(0, 8)} ${commit.subject}` };
}
