import type { Evidence } from '../domain/evidence.ts';
import type { Fact } from '../domain/facts.ts';
import type { TaskState, WorkerState } from '../domain/ledger.ts';
import type { TaskId } from '../domain/names.ts';
import type { Action, Note } from '../domain/plan.ts';
import { shortDuration } from '../domain/units.ts';
import { allTokens, shortTokens, type Spent } from '../domain/usage.ts';
import type { World } from '../domain/world.ts';
import { askOnce } from './questions.ts';
import { parkingQuestion } from './readiness.ts';
import { earlier, type Rule, type RulePart } from './rule.ts';
import {
  agentTimeOf,
  amountWords,
  isReached,
  type Measured,
  measureWords,
  projectMeasure,
  projectSpent,
  taskMeasures,
  unpricedTokens,
} from './spending.ts';
import { seatOf } from './taking.ts';
import { isStopped, type WrapUp, wrapUpOf, wrapUpToldAt } from './wrap-up.ts';

const RULE = 'budget';

/**
 * Limits of cost and time that a person set. Who reaches one is told to commit what there is (decide/wording.ts says it), and
 * interrupted when its turn does not end; then a human is asked how it goes on, once. Costs that are not known reach no limit.
 */
export const budget: Rule = (world) => {
  if (world.stopping !== 'no') return {};
  const parts = [...world.ledger.active].map((id) => {
    const task = world.ledger.tasks.get(id);
    return task === undefined || !costsMore(task) ? {} : partFor(world, task);
  });
  return {
    notes: [...projectNotes(world), ...parts.flatMap(({ notes }) => notes ?? [])],
    actions: parts.flatMap(({ actions }) => actions ?? []),
    wakeAt: parts.reduce<number | null>((at, part) => earlier(at, part.wakeAt ?? null), null),
  };
};

/** What was used for a task, and what its limits keep it from; nothing when nothing was and it has none. */
export function explainBudget(world: World, id: TaskId): string | null {
  const task = world.ledger.tasks.get(id);
  if (task === undefined) return null;
  const used = task.spent === undefined ? [] : [spentWords(world, task.spent)];
  const measures = taskMeasures(world, task).map(measureWords);
  const time = agentTimeOf(world, task);
  const worked =
    measures.length > 0 || time === 0 ? [] : [`agents were at work on it for ${shortDuration(time)}`];
  const stop = isStopped(world, task) && costsMore(task) ? [stopWords(world, task)] : [];
  const all = [...used, ...measures, ...worked, ...stop];
  return all.length === 0 ? null : all.join('; ');
}

/** What the project used, and its limit; null when nothing was used and there is no limit. */
export function explainProjectBudget(world: World): string | null {
  const spent = projectSpent(world.ledger);
  const measure = projectMeasure(world);
  if (allTokens(spent) === 0 && measure === null) return null;
  const limit = measure === null ? [] : [measureWords(measure)];
  const isStopping = (world.ledger.budget?.reachedAt ?? null) !== null;
  return [
    spentWords(world, spent),
    ...limit,
    ...(isStopping ? ['nothing more is told to any agent until you answer, or raise it'] : []),
  ].join('; ');
}

function spentWords(world: World, spent: Spent): string {
  const tokens = `${shortTokens(allTokens(spent))} tokens used`;
  const unknown = unpricedTokens(world, spent);
  return unknown === 0 ? tokens : `${tokens}, ${shortTokens(unknown)} of them at a price that is not known`;
}

function stopWords(world: World, task: TaskState): string {
  const { step } = wrapUpOf(world, task);
  if (step === 'done') return 'it goes on when you say so';
  return 'it is told to commit what there is, and goes on when you say so';
}

/** Under way, or about to be sent back. */
function costsMore({ stage, phase }: TaskState): boolean {
  return stage === 'running' || (stage === 'complete' && phase === 'rework');
}

function partFor(world: World, task: TaskState): RulePart {
  const over = taskMeasures(world, task).find(isReached) ?? null;
  const reached = task.budget?.reached ?? null;
  if (over === null && reached !== null) return { notes: [freed(world, task, reached.at)] };
  if (over !== null && reached === null) return { notes: [reachedNote(world, task, over)] };
  if (!isStopped(world, task) || parkingQuestion(world.ledger, task.id) !== null) return {};
  return stopping(world, task, { over, wrapUp: wrapUpOf(world, task) });
}

function stopping(
  world: World,
  task: TaskState,
  { over, wrapUp }: { readonly over: Measured | null; readonly wrapUp: WrapUp },
): RulePart {
  switch (wrapUp.step) {
    case 'tell':
      return {};
    case 'wait':
      return { wakeAt: wrapUp.until };
    case 'interrupt':
      return { actions: interrupt(task, wrapUp.seat) };
    case 'deaf':
      return { notes: [deaf(world, task, wrapUp.seat)] };
    case 'done':
      return over === null ? {} : { notes: ask(world, task, over) };
  }
}

function reachedNote(world: World, task: TaskState, over: Measured): Note {
  return {
    rule: RULE,
    why: `${task.id} has reached a limit: ${measureWords(over)}. Its worker is told to commit what there is`,
    evidence: [evidenceOf(world, over)],
    facts: [{ type: 'budget.reached', task: task.id, ...over }],
  };
}

/** Whoever was told to stop is told to go on. */
function freed(world: World, task: TaskState, reachedAt: number): Note {
  const facts: Fact[] = [{ type: 'budget.freed', task: task.id }];
  if (wrapUpToldAt(task, reachedAt) !== null) facts.push(goOnFact(world, task.id, `freed-${reachedAt}`));
  return {
    rule: RULE,
    why: `${task.id} may go on: its limits allow more now`,
    evidence: [{ source: 'file', at: world.now, says: 'the config allows more' }],
    facts,
  };
}

/** Told to a worker that was stopped, as the answer that it is. */
export function goOnFact({ now }: Pick<World, 'now'>, task: TaskId, id: string): Fact {
  const text = 'There is more time and money for this task now: go on where you stopped.';
  return { type: 'item.added', task, item: { id, kind: 'answer', from: 'human', text, data: null, at: now } };
}

function interrupt(task: TaskState, { name, generation }: WorkerState): readonly Action[] {
  if (generation === null) return [];
  return [
    {
      kind: 'interrupt',
      lane: `keys:${name}`,
      rule: RULE,
      why: `${name} goes on with ${task.id} beyond a limit`,
      evidence: [],
      worker: name,
      generation: generation.number,
      task: task.id,
    },
  ];
}

function deaf(world: World, { id }: TaskState, { name }: WorkerState): Note {
  return {
    rule: RULE,
    why: `${name} goes on with ${id} beyond a limit, also after an interrupt, and gets a new session`,
    evidence: [{ source: 'clock', at: world.now, says: 'interrupted, and still at work' }],
    facts: [{ type: 'worker.restarting', worker: name, because: 'stuck', notBefore: world.now }],
  };
}

/** The task waits for the human; its worker goes on with others, which saves what it left uncommitted. */
function ask(world: World, task: TaskState, over: Measured): readonly Note[] {
  const { limit } = over;
  const detail = `${measureWords(over)} is used up`;
  const evidence = [evidenceOf(world, over)];
  const choices = [{ key: 'more', says: `go on with ${amountWords(limit, stepOf(world, over))} more` }];
  const topic = 'limit-reached';
  const asked = askOnce(world, { topic, task: task.id, about: limit, detail, choices, evidence });
  if (asked === null) return [];
  const seat = seatOf(world, task.id);
  const seated: Fact[] = seat === null ? [] : [{ type: 'worker.seated', worker: seat.name, task: null }];
  return [{ rule: RULE, why: `${task.id}: ${asked.question.text}`, evidence, facts: [asked, ...seated] }];
}

/** So much more at a time as the config gives at first. */
export function stepOf({ policy: { limits } }: World, { limit, allowed }: Measured): number {
  const given = { cost: limits.costUsd, costPerTask: limits.costPerTaskUsd, taskTime: limits.taskTimeMs }[
    limit
  ];
  return given ?? allowed;
}

function projectNotes(world: World): readonly Note[] {
  const measure = projectMeasure(world);
  const reachedAt = world.ledger.budget?.reachedAt ?? null;
  const isOver = measure !== null && isReached(measure);
  if (reachedAt !== null) return isOver ? [] : [projectFreed(world, reachedAt)];
  if (!isOver) return [];
  const evidence = [evidenceOf(world, measure)];
  const choices = [{ key: 'more', says: `go on with ${amountWords('cost', stepOf(world, measure))} more` }];
  const detail = `${measureWords(measure)} is used up`;
  const asked = askOnce(world, { topic: 'cost-reached', detail, choices, evidence });
  return [
    {
      rule: RULE,
      why: `the project has reached its limit: ${measureWords(measure)}. Nothing more is told to any agent but to commit what there is`,
      evidence,
      facts: [{ type: 'budget.reached', task: null, ...measure }, ...(asked === null ? [] : [asked])],
    },
  ];
}

function projectFreed(world: World, reachedAt: number): Note {
  return {
    rule: RULE,
    why: 'the project may go on: its limit allows more now',
    evidence: [{ source: 'file', at: world.now, says: 'the config allows more' }],
    facts: [
      { type: 'budget.freed', task: null },
      ...stoppedTasks(world, reachedAt).map((id) => goOnFact(world, id, `freed-${reachedAt}`)),
    ],
  };
}

/** Tasks whose workers were told to stop because of the project's limit. */
export function stoppedTasks({ ledger }: World, reachedAt: number): readonly TaskId[] {
  return [...ledger.active].filter((id) => {
    const task = ledger.tasks.get(id);
    if (task === undefined || task.stage !== 'running' || (task.budget?.reached ?? null) !== null)
      return false;
    return wrapUpToldAt(task, reachedAt) !== null;
  });
}

function evidenceOf({ now }: World, measure: Measured): Evidence {
  return { source: measure.limit === 'taskTime' ? 'clock' : 'ledger', at: now, says: measureWords(measure) };
}
