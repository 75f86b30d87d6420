import type { TaskCrash } from '../domain/crash.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Fact } from '../domain/facts.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { TaskId, WorkerName } from '../domain/names.ts';
import type { Note } from '../domain/plan.ts';
import type { Choice, Question } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';
import { askOnce } from './questions.ts';
import { parkingQuestion } from './readiness.ts';
import { runningTask } from './running-task.ts';
import { isOutOfService } from './taking.ts';

const RULE = 'recovery';
const TOPIC = 'crashes-agents';
/** A second worker has to crash so often with a task that used up the restarts of the first: once may be chance. */
const SECOND_OPINION = 2;
const MOST_OFFERED = 5;
const GIVE_TO = 'give-';

/**
 * A crash that is rather the task's fault than the worker's: the agent had got its text each time. The task that used up the restarts
 * of one worker alone goes to another one, and that worker to other work; what crashes it then is its own fault. The task that
 * crashes a second worker too, or that nobody else can try, waits for a human. Null: the crash is the worker's.
 */
export function crashOfTask(
  world: World,
  worker: WorkerState,
  { isUsedUp }: { readonly isUsedUp: boolean },
): readonly Note[] | null {
  const task = runningTask(world, worker);
  if (task === null || worker.lastEnd?.task !== task.id) return null;
  if (isSecond(world, worker, task)) return held(world, worker, task);
  if (!isUsedUp || !isAlone(world, worker, task.id)) return null;
  const isLast = task.failedAttempts + 1 >= world.policy.retries.task;
  return isLast || othersFor(world, worker.name, task).length === 0
    ? held(world, worker, task)
    : [handedOn(world, worker, task)];
}

/** Where a task crashed its agents, and whom it is kept from. */
export function explainCrashes(world: World, id: TaskId): string | null {
  const { crashedOut = [], crashes = [] } = world.ledger.tasks.get(id) ?? {};
  const isHeld = parkingQuestion(world.ledger, id)?.topic === TOPIC;
  if (crashes.length === 0 || (crashedOut.length === 0 && !isHeld)) return null;
  const says = `it crashed its agents: ${countWords(crashes)}`;
  const [first = ''] = crashedOut;
  return isHeld
    ? says
    : `${says}; another worker is to try it (czar restart ${first} lets ${first} try it again)`;
}

/** What a human's choice comes to where it names a worker; null where it is another choice. */
export function answerCrashes(world: World, { task, choices }: Question, key: string): Answered | null {
  if (task === null || !key.startsWith(GIVE_TO) || !choices.some((choice) => choice.key === key)) return null;
  const worker = key.slice(GIVE_TO.length);
  const { crashes = [] } = world.ledger.tasks.get(task) ?? {};
  if (isOutOfService(world, worker)) return { ok: false, because: `${worker} is out of service by now` };
  return {
    ok: true,
    says: `${task} gets a new attempt, by ${worker}`,
    facts: [
      { type: 'task.retried', task, fresh: false, keepsCrashes: true },
      ...crashedOutOf(crashes, worker).map((of): Fact => ({ type: 'task.crashed-out', task, worker: of })),
      { type: 'task.moved', task, to: worker },
    ],
  };
}

/** Those that it is kept from while `chosen` tries it. */
function crashedOutOf(crashes: readonly TaskCrash[], chosen: WorkerName): readonly WorkerName[] {
  const often = ({ worker }: TaskCrash): boolean =>
    crashes.filter((crash) => crash.worker === worker).length >= SECOND_OPINION;
  return [...new Set(crashes.filter(often).map(({ worker }) => worker))].filter((name) => name !== chosen);
}

/** The first one was not the only one. */
function isSecond(
  world: World,
  { name }: WorkerState,
  { crashes = [], crashedOut = [] }: TaskState,
): boolean {
  const { perMs } = world.policy.restart;
  const here = crashes.filter(({ worker, at }) => worker === name && at > world.now - perMs);
  return here.length >= SECOND_OPINION && crashedOut.some((other) => other !== name);
}

/** Whether every crash that counts against the worker was with this task. */
function isAlone(world: World, { crashes, crashedWith = [] }: WorkerState, task: TaskId): boolean {
  const from = world.now - world.policy.restart.perMs;
  return crashes.every((at, index) => at <= from || crashedWith[index] === task);
}

/** In service, and not known to crash with it. */
function othersFor(world: World, name: WorkerName, { crashedOut = [] }: TaskState): readonly WorkerName[] {
  return [...world.policy.workers.keys()].filter(
    (other) => other !== name && !crashedOut.includes(other) && !isOutOfService(world, other),
  );
}

function handedOn(world: World, { name }: WorkerState, task: TaskState): Note {
  const because = `it crashed the agents of ${name}`;
  return {
    rule: RULE,
    why: `${task.id} crashes the agents of ${name}: another worker tries it, ${name} gets other work`,
    evidence: crashEvidence(task),
    facts: [
      { type: 'task.crashed-out', task: task.id, worker: name },
      { type: 'attempt.failed', task: task.id, attempt: task.attempt?.number ?? task.attempts, because },
      restarted(world, name),
    ],
  };
}

/** Its worker goes on with other work. */
function held(world: World, worker: WorkerState, task: TaskState): readonly Note[] {
  const { crashes = [] } = task;
  const evidence = crashEvidence(task);
  const { lines = [], at = world.now } = worker.lastEnd ?? {};
  const asked = askOnce(world, {
    topic: TOPIC,
    task: task.id,
    worker: worker.name,
    detail: `${countWords(crashes)}, the last one: ${crashes.at(-1)?.says ?? 'it ended'}`,
    evidence,
    since: crashes[0]?.at ?? world.now,
    choices: othersFor(world, worker.name, task).slice(0, MOST_OFFERED).map(giveTo),
    ...(lines.length === 0 ? {} : { screen: { at, lines } }),
  });
  const facts: readonly Fact[] = [
    ...(asked === null ? [] : [asked]),
    restarted(world, worker.name),
    { type: 'worker.seated', worker: worker.name, task: null },
  ];
  return [{ rule: RULE, why: `${task.id} crashes its agents: that needs you`, evidence, facts }];
}

function restarted(world: World, worker: WorkerName): Fact {
  return { type: 'worker.restarting', worker, because: 'crash', notBefore: world.now };
}

function giveTo(worker: WorkerName): Choice {
  return { key: `${GIVE_TO}${worker}`, says: `let ${worker} try it` };
}

function crashEvidence({ crashes = [] }: TaskState): readonly Evidence[] {
  return crashes.map(({ worker, at, says }) => ({
    source: 'tmux',
    at,
    says: `the agent of ${worker}: ${says}`,
  }));
}

/** "3 times on w1, 2 times on w2". */
function countWords(crashes: readonly TaskCrash[]): string {
  const times = new Map<WorkerName, number>();
  for (const { worker } of crashes) times.set(worker, (times.get(worker) ?? 0) + 1);
  return [...times]
    .map(([worker, count]) => `${count === 1 ? 'once' : `${count} times`} on ${worker}`)
    .join(', ');
}
