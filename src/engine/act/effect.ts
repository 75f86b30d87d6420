import type { ReceivedEvent } from '../../domain/agent-event.ts';
import type { Fact } from '../../domain/facts.ts';
import type { Action } from '../../domain/plan.ts';
import type { World } from '../../domain/world.ts';
import type { Tether } from '../../ports/tether.ts';
import type { Parts } from '../parts.ts';

/** One effect under way: what is to be done, the world it was decided in, and what it may use. */
export interface Effect<A extends Action = Action> {
  readonly action: A;
  /** As it was when the action was planned. Recheck what may have moved. */
  readonly world: World;
  /** The world as it is now; its ledger is live. */
  now(): World;
  readonly parts: Parts;
  readonly tether: Tether;
  /** Aborted at the deadline and when the supervisor goes down. */
  readonly signal: AbortSignal;
  /** Journals facts that must be durable before the effect goes on. */
  step(facts: readonly Fact[]): Promise<void>;
  /**
   * Waits for the first agent event of this generation that satisfies `matches`, among those that come in from this call on and
   * those already journaled since the effect began. Null after `timeoutMs`.
   */
  heard(
    who: { readonly worker: string; readonly generation: number },
    options: { readonly matches: (event: ReceivedEvent['event']) => boolean; readonly timeoutMs: number },
  ): Promise<ReceivedEvent | null>;
}

/** What came of it. A failure is a thrown Fault. */
export interface Done {
  /** One line for people: "created the worktree". */
  readonly says: string;
  readonly facts: readonly Fact[];
}

export type Runner<A extends Action> = (effect: Effect<A>) => Promise<Done>;
