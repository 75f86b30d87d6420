import type { Delivered } from './delivered.ts';
import { BLOCKED_SUBJECT, type Script, type Step } from './step.ts';

/** What this process remembers of a task. */
export interface KnownTask {
  readonly script: Script | null;
  /** Steps that an interrupted, limited or failed turn left. */
  readonly left: readonly Step[];
}

/** What is known when a text arrives. */
export interface Situation extends KnownTask {
  readonly delivered: Delivered;
  readonly task: string;
  /** Subjects of the commits of this agent that are on the branch already. */
  readonly subjects: ReadonlySet<string>;
}

/** The steps of the turn that answers a text, and one line that says which they are. */
export interface TurnPlan {
  readonly says: string;
  readonly steps: readonly Step[];
}

export function planTurn(situation: Situation): TurnPlan {
  const { delivered, script, task } = situation;
  switch (delivered.kind) {
    case 'opening':
      return { says: `I begin with ${task}.`, steps: opening(script, task) };
    case 'continuation':
      return continuation(situation);
    case 'rework':
      return { says: `I look at what was found in ${task}.`, steps: rework(situation) };
    case 'answer':
      return answer(situation);
    case 'message':
      return message(situation);
  }
}

/** A task without a script cannot be done by an agent that cannot think. */
const NO_SCRIPT: Step = {
  do: 'blocked',
  text: 'this is the scripted demo agent and the task has no demo block: which agent shall do it?',
};

function opening(script: Script | null, task: string): readonly Step[] {
  const steps = script?.opening ?? null;
  return steps === null ? [NO_SCRIPT] : finished(steps, task);
}

/** A list of steps that ends neither complete nor blocked gets the last step: commit everything, complete. */
function finished(steps: readonly Step[], subject: string): readonly Step[] {
  if (steps.some((step) => step.do === 'blocked' || (step.do === 'commit' && step.complete))) return steps;
  return [...steps, { do: 'commit', subject, complete: true }];
}

/** Begins behind the last step whose commit is there; when all are there, it was rework that had been begun. */
function continuation(situation: Situation): TurnPlan {
  const { script, task, subjects } = situation;
  const steps = opening(script, task);
  const left = behindCommitted(steps, subjects);
  if (left.length > 0)
    return {
      says: `I go on with ${task}: ${steps.length - left.length} steps are committed, ${left.length} are left.`,
      steps: left,
    };
  const round = (script?.rework ?? []).find((one) => !isCommitted(one, situation));
  if (round !== undefined) return { says: `I go on with the rework of ${task}.`, steps: rework(situation) };
  return { says: `Every step of ${task} is committed already.`, steps: [] };
}

function behindCommitted(steps: readonly Step[], subjects: ReadonlySet<string>): readonly Step[] {
  const last = steps.findLastIndex((step) => {
    const subject = subjectOf(step);
    return subject !== null && subjects.has(subject);
  });
  return steps.slice(last + 1);
}

function subjectOf(step: Step): string | null {
  if (step.do === 'blocked') return BLOCKED_SUBJECT;
  return step.do === 'commit' ? step.subject : null;
}

/** The first round whose commits are missing; when there is none, the last one again. */
function rework(situation: Situation): readonly Step[] {
  const rounds = situation.script?.rework ?? [];
  const round = rounds.find((one) => !isCommitted(one, situation)) ?? rounds.at(-1);
  return finished(round ?? [], reworkSubject(situation.task));
}

function isCommitted(steps: readonly Step[], { subjects, task }: Situation): boolean {
  return finished(steps, reworkSubject(task))
    .map(subjectOf)
    .every((subject) => subject === null || subjects.has(subject));
}

function reworkSubject(task: string): string {
  return `${task}: rework`;
}

function answer({ script, task, left }: Situation): TurnPlan {
  const steps = script?.answer ?? null;
  if (steps !== null) return { says: 'Thank you, I go on.', steps: finished(steps, `${task}: answered`) };
  if (left.length > 0) return { says: 'Thank you, I go on.', steps: left };
  return { says: 'Thank you, I finish.', steps: finished([], `${task}: answered`) };
}

function message({ script, left }: Situation): TurnPlan {
  const steps = script?.message ?? null;
  if (steps !== null) return { says: 'I see.', steps };
  if (left.length > 0) return { says: `I go on: ${left.length} steps are left.`, steps: left };
  return { says: 'I am scripted: there is nothing in this that I could do.', steps: [] };
}
