import { unknown } from '../../domain/seen.ts';
import { messageOf } from '../retry.ts';
import type { Core } from '../core.ts';
import { ALL_SENSES, type Sense } from '../senses.ts';
import { observeVitals } from './vitals.ts';
import { observeAccounts } from './accounts.ts';
import { observeEvents } from './events.ts';
import { observeFiles } from './files.ts';
import { observeGit } from './git.ts';
import { observeLostWorktrees } from './lost-worktrees.ts';
import { observePrograms } from './programs.ts';
import { observeTerminal } from './terminal.ts';

/** A look that takes longer goes on by itself: the tick does not wait for it. */
const LOOK_MS = 4_000;

/** Looks again at these parts of the world. What cannot be looked at is unknown or as it was seen last, and is looked at again. */
export async function observe(core: Core, senses: ReadonlySet<Sense>): Promise<ReadonlySet<Sense>> {
  const failed = new Set<Sense>();
  if (senses.size === 0) return failed;
  const over = new AbortController();
  try {
    for (const sense of ORDER) {
      if (!senses.has(sense)) continue;
      const because = await lookAt(core, sense, over.signal);
      if (because === null) core.senses.blind.delete(sense);
      else noteBlind(core, sense, because);
      if (because !== null) failed.add(sense);
    }
    return failed;
  } finally {
    over.abort('looked');
  }
}

/**
 * Null, or why it could not be looked at. One look at a time: a late one is waited for again, not begun a second time. The waits of
 * all looks end together: a signal for each would be dearer than most looks.
 */
async function lookAt(core: Core, sense: Sense, over: AbortSignal): Promise<string | null> {
  const { clock } = core.parts;
  const looks = core.remembered.looks;
  const look = looks.get(sense) ?? begin(core, sense);
  looks.set(sense, look);
  const late = clock.wait(LOOK_MS, over).then(() => `no answer for ${LOOK_MS / 1000}s`);
  return Promise.race([look, late]);
}

async function begin(core: Core, sense: Sense): Promise<string | null> {
  try {
    await OBSERVERS[sense](core);
    return null;
  } catch (error) {
    if (core.isFatal(error)) throw error;
    return messageOf(error);
  } finally {
    core.remembered.looks.delete(sense);
  }
}

/** What was seen of it before says nothing about now. */
function noteBlind({ senses, parts }: Core, sense: Sense, because: string): void {
  const since = parts.clock.now();
  if (senses.blind.get(sense) !== because) parts.log.warn({ sense }, `could not look: ${because}`);
  senses.blind.set(sense, because);
  if (sense === 'terminal') senses.terminal = unknown(because, since);
  if (sense !== 'git') return;
  senses.baseTip = unknown(because, since);
  senses.integrationTip = unknown(because, since);
}

/** Events before panes: an agent that said "exit" did not crash silently. */
const ORDER: readonly Sense[] = [...ALL_SENSES, 'vitals'];

const OBSERVERS: Readonly<Record<Sense, (core: Core) => Promise<void>>> = {
  inbox: observeEvents,
  terminal: observeTerminal,
  git: async (core) => {
    await observeLostWorktrees(core);
    await observeGit(core);
  },
  files: observeFiles,
  machine: async ({ parts, senses }) => {
    senses.machine = await parts.machine.view(senses.policy.root);
  },
  accounts: observeAccounts,
  orders: observeOrders,
  programs: observePrograms,
  vitals: observeVitals,
};

/** Orders that were left while nobody ran. */
async function observeOrders({ parts, book }: Core): Promise<void> {
  const { orders, reports } = await parts.leftOrders.take();
  for (const report of reports) parts.log.warn({}, report);
  for (const order of orders) {
    await book.write([{ type: 'observed', at: parts.clock.now(), facts: [{ type: 'order.given', order }] }]);
    await parts.leftOrders.drop(order.id);
  }
}
