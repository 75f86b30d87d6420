import { isLaterCause } from '../../domain/cause.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { Action } from '../../domain/plan.ts';
import { type Subject, subjectOf, subjectOfFields } from '../picture/fact-subject.ts';
import type { MutableLedger } from './state.ts';

/** Keeps what was decided last about whom these facts name. What changed nothing led to nothing. */
export function noteDecision(
  ledger: MutableLedger,
  { cause, facts }: { readonly cause: string; readonly facts: readonly Fact[] },
): void {
  for (const key of new Set(facts.flatMap((fact) => keysOf(subjectOf(fact))))) {
    ledger.decisions.set(key, cause);
  }
}

/**
 * The correlation id of what led to this effect: the newest decision about its task, its worker or, where it has neither, the
 * project; or the newest effect that changed them. Null when none is known.
 */
export function whatLedTo({ decisions }: Ledger, action: Action): string | null {
  const known = keysOf(subjectOfFields(action)).flatMap((key) => decisions.get(key) ?? []);
  return known.reduce<string | null>(
    (newest, cause) => (newest === null || isLaterCause(cause, newest) ? cause : newest),
    null,
  );
}

/** A primary task has the name of its worker: the two are told apart. */
function keysOf({ task, worker }: Subject): readonly string[] {
  if (task === null && worker === null) return ['project'];
  return [...(task === null ? [] : [`task ${task}`]), ...(worker === null ? [] : [`worker ${worker}`])];
}
