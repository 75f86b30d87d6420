import type { OpenEffect } from '../domain/ledger.ts';
import type { Core } from './core.ts';

/**
 * Before the first effect of a new supervisor: ends what its predecessor left running, and closes its intents. What became of them
 * is then looked up in the world: branches, pull requests and merges by their next try, which finds before it makes; deliveries by
 * their receipts.
 */
export async function recover(core: Core): Promise<void> {
  for (const effect of Array.from(core.book.ledger.open.values())) await closeIntent(core, effect);
}

async function closeIntent({ parts, book }: Core, effect: OpenEffect): Promise<void> {
  for (const process of effect.processes) {
    const ended = await parts.machine.endLeftover(process);
    if (ended === 'ended')
      parts.log.warn(
        { cause: effect.key, pid: process.pid },
        'ended a process that the last supervisor left',
      );
  }
  const says = 'the supervisor ended before its outcome was known; it is looked up';
  const { key } = effect;
  await book.write([
    { type: 'outcome', at: parts.clock.now(), cause: key, key, ok: false, says, facts: [], failure: null },
  ]);
}
