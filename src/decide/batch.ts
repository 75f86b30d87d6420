import type { TaskState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { GateVerdict } from '../domain/pull-request.ts';
import type { World } from '../domain/world.ts';
import { isInLine } from './in-line.ts';
import { conflictsAmong, type Judged, judgedTasks, pullRequestOf } from './judged.ts';

/** Gates that take less run one after the other: then each verdict is about one piece of work alone. */
const LONG_GATE_MS = 10_000;
const MOST_TOGETHER = 8;

/**
 * The work that is tested together with the first of these, in the order of their merges: when gates take long and more waits than
 * gates are free, as much as falls to each of them. Work that is expected to conflict is left out. After a failure half of what is
 * under suspicion is tried, down to each alone.
 */
export function testedTogether(world: World, waiting: readonly Judged[], lanes: number): readonly Judged[] {
  const able = waiting.filter((one) => isInLine(world, one));
  const [first] = able;
  if (first === undefined || first !== waiting[0] || !mayBatch(world)) return waiting.slice(0, 1);
  const share = Math.ceil(able.length / Math.max(1, lanes));
  const together: Judged[] = [];
  let most = Math.min(MOST_TOGETHER, share);
  for (const one of able) {
    most = Math.min(most, mostWith(world, one.task));
    if (together.length >= most) break;
    if (conflictsAmong(world, [...together, one], one).length === 0) together.push(one);
  }
  return together;
}

/** The work of a batch that passed, all of it as it was tested; null: some of it is not wanted so any more, and nothing is known. */
function wholeBatch(world: World, { batch, tip }: GateVerdict): readonly Judged[] | null {
  if (batch === undefined) return null;
  const judged = new Map(judgedTasks(world).map((one) => [one.task.id, one]));
  const whole = batch.members.flatMap(({ task: id, head }): readonly Judged[] => {
    const one = judged.get(id);
    if (one === undefined || one.head !== head || !isInLine(world, one)) return [];
    const { gate } = one.task;
    if (gate?.tip !== tip || gate.batch?.tested !== batch.tested) return [];
    return pullRequestOf(world, one.task)?.headSha === head ? [one] : [];
  });
  return whole.length === batch.members.length ? whole : null;
}

/** Whether a verdict still says something of work that was tested together with other work. */
export function isVoid(world: World, gate: GateVerdict): boolean {
  if (gate.batch === undefined) return false;
  return world.ledger.integration.isProtected === true || wholeBatch(world, gate) === null;
}

/** What is known of the company in which work failed; null: it is under no suspicion. */
export function explainSuspicion(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  if (task?.suspicion === undefined || task.suspicion === null || task.stage !== 'complete') return null;
  const left = suspectsLeft(world, task).filter((other) => other !== id);
  const rest = left.length === 0 ? 'the others are found to be good' : `half of them are tried at a time`;
  const names = task.suspicion.suspects.map((suspect) => suspect.task).filter((other) => other !== id);
  return `tested together with ${names.join(', ')} it failed: ${rest}`;
}

/** A forge that merges by itself merges one at a time. */
function mayBatch({ ledger, policy }: World): boolean {
  if (ledger.integration.isProtected === true) return false;
  return policy.checks.length > 0 && (ledger.integration.gateMs ?? 0) >= LONG_GATE_MS;
}

function mostWith(world: World, task: TaskState): number {
  if (task.suspicion === undefined || task.suspicion === null) return MOST_TOGETHER;
  return Math.max(1, Math.floor(suspectsLeft(world, task).length / 2));
}

function suspectsLeft({ ledger }: World, { suspicion }: TaskState): readonly string[] {
  return (suspicion?.suspects ?? []).flatMap(({ task: id, head }) => {
    const state = ledger.tasks.get(id);
    const stands = state?.stage === 'complete' && state.phase !== 'rework' && state.attempt?.judged === head;
    return stands ? [id] : [];
  });
}
