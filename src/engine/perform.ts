import type { Entry } from '../domain/entry.ts';
import type { Fact } from '../domain/facts.ts';
import { type Action, failureKey } from '../domain/plan.ts';
import type { Tether } from '../ports/tether.ts';
import type { Done, Effect } from './act/effect.ts';
import { deadlineMsOf, runAction } from './act/run-action.ts';
import type { Core } from './core.ts';
import { forgeNow } from './forge-now.ts';
import { lookFirst } from './look-first.ts';
import { failureOf, messageOf } from './retry.ts';

/** How long an outcome is kept for a journal that cannot be written at the moment (a full disk), between two tries. */
const JOURNAL_RETRY_MS = 1_000;

export interface Performing {
  readonly action: Action;
  /** Unique: the correlation id of effect and outcome. */
  readonly cause: string;
  /** Aborted when the supervisor goes down. */
  readonly signal: AbortSignal;
  /** It has journaled facts before its end, that others may wait for. */
  readonly onStep?: () => void;
}

export type Outcome = Extract<Entry, { type: 'outcome' }>;

/** Carries out one action whose intent is journaled: effect under a deadline, then its outcome. Rejects when fenced or going down. */
export async function perform(core: Core, performing: Performing): Promise<Outcome> {
  const { action, cause } = performing;
  const { parts } = core;
  const began = parts.clock.monotonicMs();
  const result = await attempt(core, performing);
  const ms = Math.round(parts.clock.monotonicMs() - began);
  const fields = { cause, decision: ledBy(core, cause), action: action.kind, ms };
  if (result.ok) parts.log.info(fields, result.says);
  else parts.log.warn(fields, result.says);
  const outcome = outcomeOf(core, performing, result);
  await writeOutcome(core, outcome, performing.signal);
  return outcome;
}

/** The correlation id of what led to this effect, as its intent says. */
function ledBy({ book }: Core, cause: string): string | null {
  return book.ledger.open.get(cause)?.decision ?? null;
}

type Result =
  | { readonly ok: true; readonly says: string; readonly facts: readonly Fact[] }
  | { readonly ok: false; readonly says: string; readonly error: unknown };

async function attempt(core: Core, performing: Performing): Promise<Result> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  performing.signal.addEventListener('abort', stop, { once: true });
  const deadline = new AbortController();
  const deadlineMs = deadlineMsOf(performing.action, core.senses.policy);
  void core.parts.clock.wait(deadlineMs, deadline.signal).then(stop);
  try {
    await lookFirst(core, performing.action);
    const done: Done = await runAction(effectOf(core, performing, over.signal));
    return { ok: true, ...done };
  } catch (error) {
    if (core.isFatal(error)) throw error;
    return { ok: false, says: messageOf(error), error };
  } finally {
    deadline.abort('done');
    performing.signal.removeEventListener('abort', stop);
  }
}

function effectOf(core: Core, { action, cause, onStep }: Performing, signal: AbortSignal): Effect {
  const { parts, book, hearing } = core;
  const since = hearing.mark();
  const at = (): number => parts.clock.now();
  const decision = ledBy(core, cause);
  const tether: Tether = {
    spawned: async (process) => {
      await book.write([{ type: 'spawned', at: at(), key: cause, process }]);
      parts.log.info({ cause, decision, action: action.kind, pid: process.pid }, 'let a process group go');
    },
  };
  return {
    action,
    world: core.world(),
    now: () => core.world(),
    parts: { ...parts, forge: forgeNow(parts, book.ledger) },
    tether,
    signal,
    step: async (facts) => {
      await book.write([{ type: 'step', at: at(), key: cause, facts }]);
      onStep?.();
    },
    heard: ({ worker, generation }, { matches, timeoutMs }) =>
      hearing.wait(
        (received) =>
          received.worker === worker && received.generation === generation && matches(received.event),
        { since, timeoutMs, signal },
      ),
  };
}

function outcomeOf({ parts, book }: Core, { action, cause }: Performing, result: Result): Outcome {
  const at = parts.clock.now();
  const common = { type: 'outcome', at, cause, key: cause, ok: result.ok, says: result.says } as const;
  if (result.ok) return { ...common, facts: result.facts, failure: null };
  const before = book.ledger.failures.get(failureKey(action));
  return { ...common, facts: [], failure: failureOf(result.error, before, at) };
}

/** What was done must not be forgotten because the disk is full: the outcome waits until it can be written. */
export async function writeOutcome(core: Core, outcome: Outcome, signal: AbortSignal): Promise<void> {
  while (true) {
    try {
      return await core.book.write([outcome]);
    } catch (error) {
      if (core.isFatal(error) || signal.aborted) throw error;
      core.parts.log.error({}, `the journal cannot be written: ${messageOf(error)}`);
      await core.parts.clock.wait(JOURNAL_RETRY_MS, signal);
    }
  }
}
