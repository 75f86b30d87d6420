import { openForEdits } from '../human-files.ts';
import { terminalOf } from '../parts.ts';
import type { Place } from '../place.ts';

const graceMs = 500;

/** Ends every session of the project, and the tmux server if it is Czar's own. */
export async function endServer(place: Place): Promise<void> {
  const files = await openForEdits(place);
  const { policy } = await files.policy();
  await files.close();
  const terminal = terminalOf(place, policy);
  try {
    const seen = await terminal.view();
    if (!seen.known) return;
    const { serverPid, panes } = seen.value;
    await Promise.all(
      panes.map(({ paneId, panePid, generation: number }) =>
        terminal.end({ serverPid, paneId, panePid, number }, { graceMs }),
      ),
    );
  } finally {
    await terminal.close({ endServer: true });
  }
}
