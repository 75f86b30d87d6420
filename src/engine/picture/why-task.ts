import { counted } from '../../domain/counted.ts';
import { explainSuspicion } from '../../decide/batch.ts';
import { explainBegunOn } from '../../decide/begun-on.ts';
import { explainBudget } from '../../decide/budget.ts';
import { explainCancelled } from '../../decide/cancelled-work.ts';
import { explainCleanup } from '../../decide/cleanup.ts';
import { explainCompletion } from '../../decide/completion.ts';
import { explainCrashes } from '../../decide/crashing-tasks.ts';
import { explainDropping } from '../../decide/dropping.ts';
import { explainMoved, movedTo } from '../../decide/moved-to.ts';
import { explainMergedElsewhere } from '../../decide/merged-elsewhere.ts';
import { explainMerging } from '../../decide/merging.ts';
import { parkingQuestion, shownStatus } from '../../decide/readiness.ts';
import { printed } from '../../decide/rework.ts';
import { explainSync } from '../../decide/sync.ts';
import { explainText } from '../../decide/text-changes.ts';
import { explainWaiting } from '../../decide/wishes.ts';
import type { Attempt, TaskState } from '../../domain/ledger.ts';
import type { TaskId } from '../../domain/names.ts';
import { bringBackCommand } from '../../domain/put-aside.ts';
import { ago, since, type Reason, type Reasoned } from '../../domain/reason.ts';
import type { World } from '../../domain/world.ts';
import { askedSince } from './asked.ts';
import { evidenceLines } from './lines.ts';

const EXPLAINS: readonly ((world: World, id: TaskId) => string | null)[] = [
  explainSync,
  explainWaiting,
  explainMoved,
  explainBegunOn,
  explainCrashes,
  explainCompletion,
  explainMerging,
  explainMergedElsewhere,
  explainSuspicion,
  explainDropping,
  explainText,
  explainBudget,
  explainCancelled,
  explainCleanup,
];

/** Where a task stands, every rule's reason, and what it rests on; nothing for a name that is no task. */
export function whyTask(world: World, id: TaskId): readonly Reasoned[] {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return world.wish.tasks.has(id) ? ['task: in the queue, not taken up yet'] : [];
  return [
    headLine(world, task),
    ...EXPLAINS.map((explain) => explain(world, id)),
    ...task.items.map(({ kind, from, at }) => since(`${kind} from ${from} waits to be told`, at)),
    task.attempt === null ? null : attemptLine(task.attempt),
    putAsideLine(task),
    gateLine(task),
    ...printedLines(world, task),
    reviewLine(task),
    mergedLine(task),
    ...cycleLines(world, id),
  ];
}

function headLine(world: World, task: TaskState): Reason {
  const { id, phase, stageSince, attempt, worker } = task;
  const parked = parkingQuestion(world.ledger, id);
  const by = worker === null ? '' : ` by ${worker}`;
  const last = movedTo(task) === null ? 'attempt' : 'the last attempt was';
  const begun = attempt === null ? ', not begun' : `, ${last} ${attempt.number}${by}`;
  const status = `task: ${shownStatus(world, id)}${phase === null ? '' : ` (${phase})`}`;
  return since(status, parked === null ? stageSince : askedSince(parked), begun);
}

function attemptLine({ commits, branch, lastCommitAt }: Attempt): Reasoned {
  const seen = `seen: ${commits} ${commits === 1 ? 'commit' : 'commits'} on ${branch}`;
  return lastCommitAt === null ? `${seen} (git)` : ago(`${seen}, the last one `, lastCommitAt, ' (git)');
}

function gateLine({ gate, gateFailures, conflictCount }: TaskState): Reason | null {
  if (gate === null) return null;
  const about = `${gate.head.slice(0, 8)} merged into ${gate.tip.slice(0, 8)}`;
  const counts = [counted(gateFailures, 'failure'), counted(conflictCount, 'conflict')].join(', ');
  const bad = gate.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'timed-out');
  const found = [...bad.map(({ name, verdict }) => `${name} ${verdict}`), ...gate.conflicts].join(', ');
  const seen = `seen: gates ${gate.verdict} for ${about}${found === '' ? '' : `: ${found}`} (gate, `;
  return ago(seen, gate.at, `; this attempt: ${counts})`);
}

/** What an open question about it rests on is told with that. */
function printedLines(world: World, { id, gate }: TaskState): readonly Reasoned[] {
  if (gate === null || parkingQuestion(world.ledger, id) !== null) return [];
  return evidenceLines(world, printed(gate));
}

/** Of a copy of what stays in the worktree nothing is missing there. */
function putAsideLine({ putAside, attempt, stage }: TaskState): string | null {
  if (putAside === undefined) return null;
  if (stage === 'running' && attempt?.number === putAside.attempt) return null;
  const { files, ref } = putAside;
  return `${files} uncommitted ${files === 1 ? 'file' : 'files'} of attempt ${putAside.attempt} ${files === 1 ? 'was' : 'were'} put aside as ${ref}; in a worktree this brings them back: ${bringBackCommand(ref)}`;
}

function reviewLine({ review = null, reviewRounds = 0 }: TaskState): Reason | null {
  if (review === null) return null;
  const { verdict, by, head, findings, at, because } = review;
  const says = because ?? `${verdict} by ${by}, ${counted(findings.length, 'finding')}`;
  const counts = `; this attempt: ${reviewRounds} asked for changes)`;
  return ago(`seen: review of ${head.slice(0, 8)}: ${says} (review, `, at, counts);
}

function mergedLine({ merged }: TaskState): Reason | null {
  if (merged === null) return null;
  const as = merged.sha === null ? '' : ` as ${merged.sha.slice(0, 8)}`;
  return since(`it is merged${as}${merged.note === null ? '' : ` (${merged.note})`}`, merged.at);
}

function cycleLines({ graph }: World, id: TaskId): readonly string[] {
  return graph.cycles
    .filter((path) => path.includes(id))
    .map((path) => `it waits for itself: ${path.join(' -> ')}`);
}
