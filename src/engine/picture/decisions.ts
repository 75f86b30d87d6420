import type { Decision } from '../../domain/decision.ts';
import type { Entry } from '../../domain/entry.ts';
import type { Action, Note } from '../../domain/plan.ts';
import { subjectOfFacts, subjectOfFields } from './fact-subject.ts';

type EntryOf<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** A note takes effect as it is journaled. `cause`: its correlation id; `at`: epoch milliseconds. */
export function decisionOfNote({ rule, why, evidence, facts }: Note, cause: string, at: number): Decision {
  const { task, worker } = subjectOfFacts(facts);
  const what = [...new Set(facts.map(({ type }) => type))].join(', ');
  return { at, cause, decision: null, rule, what, why, task, worker, evidence, outcome: 'noted' };
}

/** An effect that begins: its outcome follows as a line of its own, under the same cause. */
export function decisionOfIntent({ at, cause, decision = null, action }: EntryOf<'intent'>): Decision {
  return { ...ofAction(action), at, cause, decision, outcome: null };
}

/** What came of an effect. */
export function decisionOfOutcome(
  intent: Pick<EntryOf<'intent'>, 'action' | 'decision'>,
  outcome: EntryOf<'outcome'>,
): Decision {
  const { action, decision = null } = intent;
  const { at, cause, ok, says, failure } = outcome;
  const line = { ...ofAction(action), at, cause, decision };
  if (ok) return { ...line, outcome: says };
  const because = failure === null || says.includes(failure.message) ? says : `${says}: ${failure.message}`;
  const evidence = [...action.evidence, ...(failure?.evidence ?? [])];
  return { ...line, evidence, outcome: `failed: ${because}` };
}

function ofAction(action: Action): Omit<Decision, 'at' | 'cause' | 'decision' | 'outcome'> {
  const { rule, kind, why, evidence } = action;
  return { rule, what: kind, why, ...subjectOfFields(action), evidence };
}
