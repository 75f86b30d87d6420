import type { Fact } from '../domain/facts.ts';
import type { TaskState } from '../domain/ledger.ts';
import type { Question } from '../domain/question.ts';
import { parseDurationMs } from '../domain/units.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';
import { goOnFact, stepOf, stoppedTasks } from './budget.ts';
import { amountWords, type Measured, projectMeasure, taskMeasures } from './spending.ts';
import { wrapUpToldAt } from './wrap-up.ts';

interface Given {
  readonly question: Question;
  readonly text: string;
  /** Names the items that come of it. */
  readonly order: string;
}

/** A task that reached a limit goes on with more, or is stopped. */
export function answerLimit(world: World, { question, text, order }: Given): Answered {
  const task = question.task === null ? undefined : world.ledger.tasks.get(question.task);
  if (task === undefined) return refuse('the question names no task');
  if (text === 'stop') {
    const because = 'a human stopped it at a limit';
    const stage: Fact = { type: 'task.stage', task: task.id, stage: 'cancelled', phase: null, because };
    return { ok: true, says: `${task.id} is cancelled`, facts: [stage] };
  }
  const measure = taskMeasures(world, task).find(({ limit }) => limit === question.about);
  if (measure === undefined) return refuse('that limit is not set any more');
  const more = amountOf(world, measure, text);
  if (more === null) return refuse(`say more, stop, or an amount such as ${exampleOf(measure)}`);
  return {
    ok: true,
    says: `${task.id} goes on with ${amountWords(measure.limit, more)} more`,
    facts: [raised(measure, { task: task.id, more }), ...goOn(world, task, order)],
  };
}

/** The project that reached its limit goes on with more, or nothing more is begun. */
export function answerCost(world: World, { text, order }: Given): Answered {
  if (text === 'stop')
    return { ok: true, says: 'nothing more is told to any agent until you raise limits.cost', facts: [] };
  const measure = projectMeasure(world);
  if (measure === null) return refuse('that limit is not set any more');
  const more = amountOf(world, measure, text);
  if (more === null) return refuse(`say more, stop, or an amount such as ${exampleOf(measure)}`);
  const told = stoppedTasks(world, world.ledger.budget?.reachedAt ?? 0);
  return {
    ok: true,
    says: `the project goes on with ${amountWords('cost', more)} more`,
    facts: [raised(measure, { task: null, more }), ...told.map((id) => goOnFact(world, id, order))],
  };
}

/** From what is used up by now: so much more is what it gets. */
function raised(
  { limit, spent, allowed }: Measured,
  { task, more }: { readonly task: string | null; readonly more: number },
): Fact {
  return { type: 'budget.raised', limit, task, allowed: Math.max(spent, allowed) + more };
}

function goOn(world: World, task: TaskState, order: string): readonly Fact[] {
  const reachedAt = task.budget?.reached?.at ?? null;
  const isTold = reachedAt !== null && wrapUpToldAt(task, reachedAt) !== null;
  return isTold ? [goOnFact(world, task.id, order)] : [];
}

function amountOf(world: World, measure: Measured, text: string): number | null {
  if (text === 'more') return stepOf(world, measure);
  if (measure.limit === 'taskTime') return parseDurationMs(text) || null;
  const [, digits] = /^\$?\s*(\d{1,9}(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number(digits) || null;
}

function exampleOf({ limit }: Measured): string {
  return limit === 'taskTime' ? '90m' : '$2.50';
}

function refuse(because: string): Answered {
  return { ok: false, because };
}
