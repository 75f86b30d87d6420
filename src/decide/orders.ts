import type { Fact } from '../domain/facts.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { Order } from '../domain/request.ts';
import type { Note } from '../domain/plan.ts';
import type { TaskBefore } from '../domain/undo.ts';
import type { World } from '../domain/world.ts';
import { decideAnswer } from './answers.ts';
import { askForDrop } from './dropping.ts';
import { askForMerge } from './merge-by-hand.ts';
import { missingSays } from './omnibus.ts';
import type { Rule } from './rule.ts';
import { undo } from './undo.ts';
import { withPutAside } from './put-aside.ts';
import { outOfService, whenTold } from './when-told.ts';
import { MERGED_ALREADY } from './wishes.ts';

type OrderOf<D extends Order['do']> = Extract<Order, { do: D }>;
type OrderMap = { readonly [O in Order as O['do']]: O };

/** What an order comes to: its facts, and a sentence for the person. Without facts it was refused or needs nothing. */
interface Carried {
  readonly says: string;
  readonly facts: readonly Fact[];
  readonly refused?: { readonly exit: 1 | 2 | 3 | 4 };
}

/** Carries out what humans asked for, one order a tick: the next one must see what the last one changed. */
export const orders: Rule = (world) => {
  const [order, ...more] = world.ledger.orders;
  if (order === undefined) return {};
  return { notes: [noteOf(world, order)], wakeAt: more.length > 0 ? world.now : null };
};

/** Says which orders about a task or worker wait to be carried out, or null. */
export function explainOrders(world: World, subject: string): string | null {
  const waiting = world.ledger.orders.filter(
    (order) => ('task' in order && order.task === subject) || ('worker' in order && order.worker === subject),
  );
  return waiting.length === 0 ? null : `you asked: ${waiting.map((order) => order.do).join(', ')}`;
}

function noteOf(world: World, order: Order): Note {
  const { says: done, facts, refused = null } = carryOut(world, { do: order.do, order });
  const says = withPutAside(world, done, facts);
  const before = refused === null ? taskBefore(world, order) : {};
  return {
    rule: 'orders',
    why: `${order.do}: ${says}`,
    evidence: [{ source: 'human', at: order.at, says: order.do }],
    facts: [
      ...facts,
      { type: 'order.done', id: order.id, because: says, refused: refused !== null, ...refused, ...before },
    ],
  };
}

/** What it takes to take the order back. */
function taskBefore({ ledger }: World, order: Order): { readonly before?: TaskBefore } {
  const task = 'task' in order ? ledger.tasks.get(order.task) : undefined;
  return task === undefined ? {} : { before: { stage: task.stage, attempts: task.attempts } };
}

function carryOut<D extends keyof OrderMap>(
  world: World,
  { do: verb, order }: { readonly do: D; readonly order: OrderMap[D] },
): Carried {
  return ORDERS[verb](world, order);
}

const ORDERS: { readonly [D in keyof OrderMap]: (world: World, order: OrderMap[D]) => Carried } = {
  nudge,
  inject,
  assign,
  retry,
  cancel,
  answer,
  pause: (world, order) => setPaused(world, order, true),
  resume: (world, order) => setPaused(world, order, false),
  restart,
  merge,
  'merge-omnibus': mergeOmnibus,
  'ready-omnibus': readyOmnibus,
  drop,
  undo: takeBack,
  edited: (_world, { task }) => ({ says: `you changed the entry of ${task}`, facts: [] }),
};

function nudge(world: World, { id, worker, text, at }: OrderOf<'nudge'>): Carried {
  const state = seatOf(world, worker);
  if (state === null) return noWorker(world, worker);
  const item = { id, kind: 'notice', from: 'human', text, data: null, at } as const;
  return { says: whenTold(world, state), facts: [{ type: 'worker.told', worker, item }] };
}

/** For its current task; a worker without one gets a task of its own through the queue, by whoever gives the order. */
function inject(world: World, { id, worker, text, name, at }: OrderOf<'inject'>): Carried {
  const state = seatOf(world, worker);
  if (state === null) return noWorker(world, worker);
  if (state.task === null) return refuse(`${worker} has no task by now: inject ${name} again`);
  const item = { id, kind: 'text', from: 'human', text, data: null, at } as const;
  return {
    says: `new text for ${state.task}: ${whenTold(world, state)}`,
    facts: [{ type: 'item.added', task: state.task, item }],
  };
}

function assign(world: World, { task: id, worker, now }: OrderOf<'assign'>): Carried {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return noTask(id);
  if (worker !== null && seatOf(world, worker) === null) return noWorker(world, worker);
  if (task.stage === 'merged' || task.stage === 'cancelled') return refuse(`${id} is ${task.stage}`);
  if (now) return moveNow(task, worker);
  return { says: `${id} is for ${worker ?? 'any worker'} from its next attempt on`, facts: [] };
}

function moveNow(task: TaskState, worker: string | null): Carried {
  const { id, stage } = task;
  if (worker === null) return refuse('say which worker takes it now');
  if (stage === 'complete') return refuse(`${id} is finished and in review`);
  if (task.worker === worker && stage === 'running') return refuse(`${worker} is on ${id} already`);
  const moved: Fact = { type: 'task.moved', task: id, to: worker };
  return stage === 'running'
    ? { says: `${id} moves to ${worker}`, facts: [...nextAttempt(task, false), moved] }
    : { says: `${id} goes to ${worker} next`, facts: [moved] };
}

function retry(world: World, { task: id, fresh }: OrderOf<'retry'>): Carried {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return noTask(id);
  if (task.stage === 'merged' && !task.beforeCzar) return misuse(`${id} ${MERGED_ALREADY}`);
  if (task.stage === 'pending' && task.attempt === null) return misuse(`${id} was not begun yet`);
  const from = fresh ? 'from the integration branch' : 'from what is there';
  return { says: `${id} gets a new attempt, ${from}`, facts: nextAttempt(task, fresh) };
}

/** A new attempt; what was still to be told to the worker is kept for it. */
function nextAttempt({ id, items }: TaskState, fresh: boolean): readonly Fact[] {
  return [
    { type: 'task.retried', task: id, fresh },
    ...items
      .filter((item) => item.kind === 'answer' || item.from === 'human')
      .map((item): Fact => ({ type: 'item.added', task: id, item })),
  ];
}

function cancel(world: World, { task: id }: OrderOf<'cancel'>): Carried {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return noTask(id);
  if (task.stage === 'merged') return refuse(`${id} is merged already`);
  if (task.stage === 'cancelled') return refuse(`${id} is cancelled already`);
  const because = 'a human cancelled it';
  return {
    says: `${id} is cancelled; its branch is kept`,
    facts: [{ type: 'task.stage', task: id, stage: 'cancelled', phase: null, because }],
  };
}

function answer(world: World, order: OrderOf<'answer'>): Carried {
  const question = world.ledger.questions.get(order.question);
  if (question === undefined) return refuse(`there is no open question ${order.question}`);
  const answered = decideAnswer(world, { question, text: order.answer, order: order.id });
  if (!answered.ok) return refuse(answered.because);
  const closed: Fact = {
    type: 'question.closed',
    id: question.id,
    answer: order.answer,
    because: 'a human answered',
  };
  return { says: answered.says, facts: [...answered.facts, closed] };
}

function setPaused(world: World, { workers }: OrderOf<'pause' | 'resume'>, paused: boolean): Carried {
  const unknown = workers.find((name) => seatOf(world, name) === null);
  if (unknown !== undefined) return noWorker(world, unknown);
  const done = paused ? 'paused' : 'resumed';
  if (workers.length === 0) {
    return { says: `everything is ${done}`, facts: [{ type: 'worker.paused', worker: null, paused }] };
  }
  if (!paused && world.ledger.pausedAll) return refuse('everything is paused: czar resume');
  return {
    says: [`${workers.join(', ')} ${done}`, ...workers.flatMap((name) => stillOut(world, name))].join('; '),
    facts: workers.map((worker): Fact => ({ type: 'worker.paused', worker, paused })),
  };
}

/** A pause and its end change nothing about a worker that is out of service. */
function stillOut(world: World, name: string): readonly string[] {
  const worker = seatOf(world, name);
  const out = worker === null ? null : outOfService(worker);
  return out === null ? [] : [`${out}; this counts once it is released`];
}

function restart(world: World, { worker }: OrderOf<'restart'>): Carried {
  const state = seatOf(world, worker);
  if (state === null) return noWorker(world, worker);
  if (state.paused || world.ledger.pausedAll) return refuse(`${worker} is paused: czar resume ${worker}`);
  const released: Fact[] = state.quarantined === null ? [] : [{ type: 'worker.released', worker }];
  return {
    says: `${worker} is restarted`,
    facts: [...released, { type: 'worker.restarting', worker, because: 'human', notBefore: world.now }],
  };
}

function merge(world: World, { task }: OrderOf<'merge'>): Carried {
  const asked = askForMerge(world, task);
  return asked.ok ? asked : misuse(asked.because);
}

function mergeOmnibus(world: World): Carried {
  const { omnibus } = world.ledger.integration;
  if (omnibus === null) return refuse('there is no omnibus pull request yet');
  if (omnibus.merged !== null) return refuse(`the omnibus #${omnibus.number} is merged already`);
  const missing = missingSays(world);
  return {
    says: `the omnibus #${omnibus.number} will be merged${missing === null ? '' : `, although ${missing}`}`,
    facts: [{ type: 'omnibus.asked' }],
  };
}

/** Asked for again it changes nothing, which is what was wanted. */
function readyOmnibus(world: World): Carried {
  const { omnibus } = world.ledger.integration;
  if (omnibus === null) return refuse('there is no omnibus pull request yet');
  const { number, merged, draft, forcedReady } = omnibus;
  if (merged !== null) return { says: `the omnibus #${number} exists and is merged already`, facts: [] };
  if (!draft || forcedReady) return { says: `the omnibus #${number} exists and is ready already`, facts: [] };
  return { says: `the omnibus #${omnibus.number} is made ready`, facts: [{ type: 'omnibus.forced' }] };
}

/** Work that was built on it is named first: exit 4, until that is known to be wanted. */
function drop(world: World, order: OrderOf<'drop'>): Carried {
  if (!world.ledger.tasks.has(order.task)) return noTask(order.task);
  const asked = askForDrop(world, order);
  return asked.ok ? asked : refuse(asked.because, asked.built === undefined ? 1 : 4);
}

function takeBack(world: World, { what }: OrderOf<'undo'>): Carried {
  const undone = undo(world, what);
  return undone.ok ? undone : refuse(undone.because);
}

function seatOf(world: World, name: string): WorkerState | null {
  const state = world.ledger.workers.get(name);
  return state !== undefined && world.policy.workers.has(name) ? state : null;
}

function noWorker(world: World, name: string): Carried {
  return refuse(`there is no worker ${name}; there are ${[...world.policy.workers.keys()].join(', ')}`, 3);
}

function noTask(id: string): Carried {
  return refuse(`there is no task ${id}`, 3);
}

function refuse(because: string, exit: 1 | 2 | 3 | 4 = 1): Carried {
  return { says: `refused: ${because}`, facts: [], refused: { exit } };
}

/** Nothing that could be carried out, now or later. */
function misuse(because: string): Carried {
  return refuse(because, 2);
}
