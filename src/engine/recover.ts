import type { OpenEffect } from '../domain/ledger.ts';
import type { ActionKind } from '../domain/plan.ts';
import type { Core } from './core.ts';
import { observe } from './observe/observe.ts';
import { perform } from './perform.ts';
import { ALL_SENSES } from './senses.ts';
import { settleWrites } from './write-back.ts';

/** Effects that look for what was done before they do it, and that nothing else would find again. */
export const TAKEN_UP: ReadonlySet<ActionKind> = new Set(['merge', 'merge-omnibus']);

/**
 * Before the first effect of a new supervisor: ends what its predecessor left running, and closes its intents. A merge is taken up
 * where it was left. What became of the others is looked up in the world: branches and pull requests by their next try, which finds
 * before it makes; deliveries by their receipts.
 */
export async function recover(core: Core): Promise<void> {
  const { ledger } = core.book;
  const left = Array.from(ledger.open.values());
  if (left.length === 0 && ledger.writing.size === 0) return;
  for (const effect of left) await endProcesses(core, effect);
  await observe(core, new Set(ALL_SENSES));
  await settleWrites(core);
  for (const effect of left) await closeIntent(core, effect);
}

async function endProcesses({ parts }: Core, { key, processes }: OpenEffect): Promise<void> {
  for (const process of processes) {
    const ended = await parts.machine.endLeftover(process);
    if (ended === 'ended')
      parts.log.warn({ cause: key, pid: process.pid }, 'ended a process that the last supervisor left');
  }
}

async function closeIntent(core: Core, { key, action }: OpenEffect): Promise<void> {
  if (TAKEN_UP.has(action.kind)) {
    await perform(core, { action, cause: key, signal: core.options.signal });
    return;
  }
  const says = 'the supervisor ended before its outcome was known; it is looked up';
  const at = core.parts.clock.now();
  await core.book.write([
    { type: 'outcome', at, cause: key, key, ok: false, says, facts: [], failure: null },
  ]);
}
