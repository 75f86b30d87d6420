import { messageOf } from '../retry.ts';
import type { Core } from '../core.ts';
import type { Sense } from '../senses.ts';
import { observeEvents } from './events.ts';
import { observeFiles } from './files.ts';
import { observeGit } from './git.ts';
import { observeLostWorktrees } from './lost-worktrees.ts';

/** Looks again at these parts of the world. What cannot be looked at stays as it was seen last, and is looked at again. */
export async function observe(core: Core, senses: ReadonlySet<Sense>): Promise<ReadonlySet<Sense>> {
  const failed = new Set<Sense>();
  for (const sense of ORDER) {
    if (!senses.has(sense)) continue;
    try {
      await OBSERVERS[sense](core);
    } catch (error) {
      if (core.isFatal(error)) throw error;
      failed.add(sense);
      core.parts.log.warn({ sense }, `could not look: ${messageOf(error)}`);
    }
  }
  return failed;
}

/** Events before panes: an agent that said "exit" did not crash silently. */
const ORDER: readonly Sense[] = ['inbox', 'terminal', 'git', 'files', 'machine', 'orders'];

const OBSERVERS: Readonly<Record<Sense, (core: Core) => Promise<void>>> = {
  inbox: observeEvents,
  terminal: async ({ parts, senses }) => {
    senses.terminal = await parts.terminal.view();
  },
  git: async (core) => {
    await observeLostWorktrees(core);
    await observeGit(core);
  },
  files: observeFiles,
  machine: async ({ parts, senses }) => {
    senses.machine = await parts.machine.view(senses.policy.root);
  },
  orders: observeOrders,
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
