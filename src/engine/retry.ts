import { Fault } from '../domain/fault.ts';
import type { Failure } from '../domain/ledger.ts';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 300_000;

/** What a failed effect means for the next try. The one place where retries are decided. */
export function failureOf(error: unknown, before: Failure | undefined, now: number): Failure {
  const count = (before?.count ?? 0) + 1;
  return {
    count,
    lastAt: now,
    nextTryAt: now + Math.min(FIRST_DELAY_MS * 2 ** (count - 1), LONGEST_DELAY_MS),
    message: messageOf(error),
    lasting: error instanceof Fault && !isTransient(error),
    evidence: [],
  };
}

/** Deadlines and an unreachable tmux pass; what is not a Fault is a mistake of ours that may depend on the moment. */
function isTransient({ facts }: Fault): boolean {
  return (
    facts.transient ??
    (facts.code === 'deadline' || facts.code === 'tmux-unreachable' || facts.code === 'pane-gone')
  );
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
