import type { Fact } from '../domain/facts.ts';
import type { OpenEffect, SpawnedProcess } from '../domain/ledger.ts';
import type { Core } from './core.ts';
import { writeOutcome } from './perform.ts';
import { TAKEN_UP, unknownOutcome } from './recover.ts';
import { messageOf } from './retry.ts';
import { carryOut, type Ticking } from './tick.ts';

/** An end takes the grace of a process and a KILL: longer only where something hangs. */
const ENDING_MS = 30_000;
/** Between two tries to end what does not end. */
const RETRY_MS = 5_000;

/**
 * The first action of a lane: ends what the last supervisor left running for an effect, and only then goes on with it. A merge is
 * taken up where it was left; what became of the others is looked up in the world. Never rejects.
 */
export async function takeUp(ticking: Ticking, effect: OpenEffect): Promise<void> {
  const { core, alarm, publisher, signal } = ticking;
  try {
    await endProcesses(ticking, effect.key);
    if (signal.aborted) return;
    if (TAKEN_UP.has(effect.action.kind)) return await carryOut(ticking, intentOf(effect));
    await writeOutcome(core, unknownOutcome(effect, core.parts.clock.now()), signal);
    publisher.changed();
  } catch (error) {
    if (core.isFatal(error)) ticking.onFatal(error);
    else core.parts.log.error({ cause: effect.key }, `it could not be taken up: ${messageOf(error)}`);
  } finally {
    alarm.ring('terminal', 'git', 'inbox');
  }
}

function intentOf({ key, action, at, decision = null }: OpenEffect): Parameters<typeof carryOut>[1] {
  return { type: 'intent', at, cause: key, decision, key, action };
}

/** Until all of them are gone, a human says to go on beside them, or the supervisor goes down. One that stays becomes a question. */
async function endProcesses({ core, alarm, signal }: Ticking, key: string): Promise<void> {
  const { book, parts } = core;
  while (!signal.aborted) {
    const { processes = [], stays = null } = book.ledger.open.get(key) ?? {};
    const found = await Promise.all(processes.map((process) => whyStays(core, { process, key, signal })));
    const says = found.find((because) => because !== null) ?? null;
    if (signal.aborted || (says === null && stays === null)) return;
    if (says !== stays) {
      await book.write([{ type: 'step', at: parts.clock.now(), key, facts: [factOf(key, says)] }]);
      alarm.ring('inbox');
    }
    if (says === null) return;
    await parts.clock.wait(RETRY_MS, signal);
  }
}

function factOf(key: string, says: string | null): Fact {
  return says === null ? { type: 'process.over', key } : { type: 'process.stays', key, says };
}

interface Left {
  readonly process: SpawnedProcess;
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Null: it is gone, or nobody wants to know any more. */
async function whyStays({ parts }: Core, { process, key, signal }: Left): Promise<string | null> {
  const over = new AbortController();
  const late = parts.clock
    .wait(ENDING_MS, AbortSignal.any([signal, over.signal]))
    .then(() => 'late' as const);
  try {
    const ended = await Promise.race([parts.machine.endLeftover(process), late]);
    if (ended === 'late') return signal.aborted ? null : `process ${process.pid} is still there`;
    if (ended === 'ended')
      parts.log.warn({ cause: key, pid: process.pid }, 'ended a process that the last supervisor left');
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    over.abort();
  }
}
