import type { Evidence } from '../domain/evidence.ts';
import { inline } from '../domain/fence.ts';
import type { Turn, TurnEnd } from '../domain/generation.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { WorkerName } from '../domain/names.ts';
import { shortDuration } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import { hashText } from './hash-text.ts';
import { activityOf } from './activity.ts';
import { runningTask } from './running-task.ts';
import { questionNotes } from './questions.ts';
import { earlier, type Rule } from './rule.ts';

const RULE = 'api-errors';
const FIRST_WAIT_MS = 30_000;
const JITTER = 0.25;
/** So many times in a row an agent is told to go on after errors; then a human is asked. */
const MOST_NUDGES = 3;
const SAID_CHARS = 120;

/** Nothing that waiting helps against. */
const LASTING: ReadonlySet<TurnEnd['error']> = new Set(['login', 'billing']);

/**
 * A turn that an error of the service ended goes on by itself after a while (decide/wording.ts says it), a few times in a row. What
 * only a human can put right is a question at once.
 */
export const apiErrors: Rule = (world) => {
  const failed = [...world.ledger.workers.values()].flatMap((worker) => failedTurn(world, worker) ?? []);
  const notes = failed.flatMap((one) => {
    if (one.goOnAt !== null) return [];
    const { worker, task } = one;
    const evidence: Evidence = { source: 'event', at: one.end.at, says: `its turn ended by an error` };
    const topic = 'agent-fails';
    const asking = { topic, task: task.id, worker, detail: detailOf(one), evidence: [evidence] } as const;
    return questionNotes(world, RULE, asking);
  });
  const times = failed.map(({ goOnAt }) => (goOnAt !== null && goOnAt > world.now ? goOnAt : null));
  return { notes, wakeAt: times.reduce<number | null>((at, one) => earlier(at, one), null) };
};

/** What becomes of a turn that an error ended, or null. */
export function explainApiErrors(world: World, name: WorkerName): string | null {
  const worker = world.ledger.workers.get(name);
  const failed = worker === undefined ? null : failedTurn(world, worker);
  if (failed === null) return null;
  const { goOnAt, end, errors } = failed;
  const what = `its turn ended by an error (${classOf(end)}, ${errors} in a row)`;
  if (goOnAt === null) return `${what}: that needs you`;
  const waitMs = goOnAt - world.now;
  return waitMs > 0
    ? `${what}: it is told to go on in ${shortDuration(waitMs)}`
    : `${what}: it is told to go on`;
}

interface FailedTurn {
  readonly worker: WorkerName;
  readonly task: TaskState;
  readonly end: TurnEnd;
  readonly errors: number;
  /** When it is told to go on, in epoch milliseconds; null: only a human can say so. */
  readonly goOnAt: number | null;
}

/** The last turn of an idle worker, if an error ended it, its task goes on, and nothing else is to be told. */
export function failedTurn(world: World, worker: WorkerState): FailedTurn | null {
  const { turn } = worker.agent;
  const task = runningTask(world, worker);
  if (!endedByService(turn) || task === null || task.attempt?.marker !== null) return null;
  if (task.items.length > 0 || worker.inbox.length > 0 || worker.restartNotBefore !== null) return null;
  if (!task.attempt.openedIn.includes(worker.generation?.number ?? 0)) return null;
  if (activityOf(world, worker.name).activity !== 'idle') return null;
  const { end, errors } = turn;
  return { worker: worker.name, task, end, errors, goOnAt: goOnAtOf(worker.name, turn, end) };
}

/** Of an error without a kind nobody knows whether it was the service: that turn is over like any other. */
export function endedByService(turn: Turn | undefined): turn is Turn & { readonly end: TurnEnd } {
  return turn?.end?.how === 'error' && turn.end.error !== undefined;
}

function goOnAtOf(name: WorkerName, { beganAt, errors }: Turn, end: TurnEnd): number | null {
  if (LASTING.has(end.error) || errors > MOST_NUDGES) return null;
  const jitter = 1 + (JITTER * (hashText(`${name} ${beganAt}`) % 1_000)) / 1_000;
  return end.at + Math.round(FIRST_WAIT_MS * 2 ** (errors - 1) * jitter);
}

function detailOf({ worker, end, errors }: FailedTurn): string {
  const said = end.says === undefined ? '' : `: ${inline(end.says, SAID_CHARS)}`;
  if (LASTING.has(end.error))
    return `its service refuses it (${classOf(end)})${said} (czar attach ${worker})`;
  return `${errors} turns in a row ended by errors (${classOf(end)})${said}`;
}

function classOf({ error }: TurnEnd): string {
  return error ?? 'other';
}
