import { Fault, faultMessage, type FaultCode, type FaultFacts } from '../domain/fault.ts';
import type { Refused } from '../surfaces/cli/project-door.ts';

export type Refusal = Pick<FaultFacts, 'what' | 'on' | 'because' | 'help'>;

/** All of them as one message. */
export function refusedFor(refusals: readonly Refusal[], exit: Refused['exit']): Refused {
  const says = refusals.map((refusal) => faultMessage({ code: 'bad-input', ...refusal })).join('\n');
  return { state: 'refused', exit, says };
}

const exits: Partial<Record<FaultCode, Refused['exit']>> = { 'bad-input': 2, 'not-found': 2 };

/** A fault while something was made ready, as a refusal; anything else rises. */
export function refusedBy(error: unknown): Refused {
  if (!(error instanceof Fault)) throw error;
  return { state: 'refused', exit: exits[error.facts.code] ?? 1, says: error.message };
}
