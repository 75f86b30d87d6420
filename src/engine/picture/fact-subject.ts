import type { Fact } from '../../domain/facts.ts';
import type { TaskId, WorkerName } from '../../domain/names.ts';

/** Whom a decision is about. */
export interface Subject {
  readonly task: TaskId | null;
  readonly worker: WorkerName | null;
}

/** The first task and the first worker that the facts name. */
export function subjectOfFacts(facts: readonly Fact[]): Subject {
  const subjects = facts.map(subjectOf);
  return {
    task: subjects.find(({ task }) => task !== null)?.task ?? null,
    worker: subjects.find(({ worker }) => worker !== null)?.worker ?? null,
  };
}

/** The task and the worker that one fact is about. */
export function subjectOf(fact: Fact): Subject {
  switch (fact.type) {
    case 'generation.began':
      return { task: null, worker: fact.generation.worker };
    case 'delivery.began':
      return fact.delivery;
    case 'question.asked':
      return fact.question;
    case 'pr.seen':
      return { task: fact.pr.task, worker: null };
    case 'conflict.seen':
      return fact.conflict.a;
    default:
      return subjectOfFields(fact);
  }
}

/** Facts and actions that name their task and worker do it in fields of these names. */
export function subjectOfFields(named: object): Subject {
  const of = (field: 'task' | 'worker'): string | null => {
    const value: unknown = field in named ? Reflect.get(named, field) : null;
    return typeof value === 'string' ? value : null;
  };
  return { task: of('task'), worker: of('worker') };
}
