import { Fault } from '../../domain/fault.ts';
import type { PaneView } from '../../domain/generation.ts';
import { lastLines } from '../../domain/last-lines.ts';
import { known } from '../../domain/seen.ts';
import type { Core } from '../core.ts';
import { messageOf } from '../retry.ts';

/** Looks at the panes, and at the screens of those agents of which it is not known yet that they ended. */
export async function observeTerminal(core: Core): Promise<void> {
  const seen = await core.parts.terminal.view();
  if (!seen.known) {
    core.senses.terminal = seen;
    return;
  }
  const panes = await Promise.all(seen.value.panes.map((pane) => withLastLines(core, pane)));
  core.senses.terminal = known({ ...seen.value, panes }, seen.at);
}

/** For the person who is asked why it ended. A screen that cannot be read says nothing. */
async function withLastLines({ parts, book }: Core, pane: PaneView): Promise<PaneView> {
  const generation = book.ledger.workers.get(pane.worker)?.generation ?? null;
  if (!pane.dead || generation?.number !== pane.generation || generation.paneId !== pane.paneId) return pane;
  try {
    const screen = (await parts.terminal.screen(generation))?.lines ?? [];
    // What is said of its end stands on the last row, far below what it printed.
    const lines = lastLines(screen.filter((line) => line.trim() !== ''));
    return lines.length === 0 ? pane : { ...pane, lastLines: lines };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    parts.log.warn(
      { worker: pane.worker },
      `could not read the screen of an agent that ended: ${messageOf(error)}`,
    );
    return pane;
  }
}
