import { explainBegunOn } from '../../decide/begun-on.ts';
import { explainBudget } from '../../decide/budget.ts';
import { explainCancelled } from '../../decide/cancelled-work.ts';
import { explainCleanup } from '../../decide/cleanup.ts';
import { explainCompletion } from '../../decide/completion.ts';
import { explainMerging } from '../../decide/merging.ts';
import { shownStatus } from '../../decide/readiness.ts';
import { explainSync } from '../../decide/sync.ts';
import { explainText } from '../../decide/text-changes.ts';
import { explainWaiting } from '../../decide/wishes.ts';
import type { Attempt, TaskState } from '../../domain/ledger.ts';
import type { TaskId } from '../../domain/names.ts';
import { shortDuration } from '../../domain/units.ts';
import type { World } from '../../domain/world.ts';

const EXPLAINS: readonly ((world: World, id: TaskId) => string | null)[] = [
  explainSync,
  explainWaiting,
  explainBegunOn,
  explainCompletion,
  explainMerging,
  explainText,
  explainBudget,
  explainCancelled,
  explainCleanup,
];

/** Where a task stands, every rule's reason, and what it rests on; nothing for a name that is no task. */
export function whyTask(world: World, id: TaskId): readonly (string | null)[] {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return world.wish.tasks.has(id) ? ['task: in the queue, not taken up yet'] : [];
  return [
    headLine(world, task),
    ...EXPLAINS.map((explain) => explain(world, id)),
    ...task.items.map(
      ({ kind, from, at }) => `${kind} from ${from} waits to be told for ${shortDuration(world.now - at)}`,
    ),
    ...(task.attempt === null ? [] : attemptLines(world, task.attempt)),
    ...gateLines(world, task),
    mergedLine(world, task),
    ...cycleLines(world, id),
  ];
}

function headLine(world: World, { id, phase, stageSince, attempt, worker }: TaskState): string {
  const age = shortDuration(world.now - stageSince);
  const by = worker === null ? '' : ` by ${worker}`;
  return `task: ${shownStatus(world, id)}${phase === null ? '' : ` (${phase})`} for ${age}, ${
    attempt === null ? 'not begun' : `attempt ${attempt.number}${by}`
  }`;
}

function attemptLines({ now }: World, { commits, branch, lastCommitAt }: Attempt): readonly string[] {
  const last = lastCommitAt === null ? '' : `, the last one ${shortDuration(now - lastCommitAt)} ago`;
  return [`seen: ${commits} commits on ${branch}${last} (git)`];
}

function gateLines({ now }: World, { gate, gateFailures, conflictCount }: TaskState): readonly string[] {
  if (gate === null) return [];
  const about = `${gate.head.slice(0, 8)} merged into ${gate.tip.slice(0, 8)}`;
  const counts = [`${gateFailures} failures`, `${conflictCount} conflicts`].join(', ');
  const bad = gate.checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'timed-out');
  const found = [...bad.map(({ name, verdict }) => `${name} ${verdict}`), ...gate.conflicts].join(', ');
  return [
    `seen: gates ${gate.verdict} for ${about}${found === '' ? '' : `: ${found}`} (gate, ${shortDuration(now - gate.at)} ago; this attempt: ${counts})`,
  ];
}

function mergedLine({ now }: World, { merged }: TaskState): string | null {
  if (merged === null) return null;
  const as = merged.sha === null ? '' : ` as ${merged.sha.slice(0, 8)}`;
  const note = merged.note === null ? '' : ` (${merged.note})`;
  return `it is merged${as}${note} since ${shortDuration(now - merged.at)}`;
}

function cycleLines({ graph }: World, id: TaskId): readonly string[] {
  return graph.cycles
    .filter((path) => path.includes(id))
    .map((path) => `it waits for itself: ${path.join(' -> ')}`);
}
