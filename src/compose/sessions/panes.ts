import { openForEdits } from '../human-files.ts';
import { terminalOf } from '../parts.ts';
import type { Place } from '../place.ts';
import type { PaneView } from '../../domain/generation.ts';
import { Fault } from '../../domain/fault.ts';
import type { Terminal } from '../../ports/terminal.ts';

export interface Session {
  readonly pane: PaneView;
  readonly serverPid: number;
  readonly terminal: Terminal;
}

/** Lets `use` look at the worker's session, the living one if there is one; null: it has none. Starts no server. */
export async function withSession<T>(
  place: Place,
  worker: string,
  use: (session: Session | null) => Promise<T>,
): Promise<T> {
  const files = await openForEdits(place);
  const { policy } = await files.policy();
  await files.close();
  const terminal = terminalOf(place, policy);
  try {
    const seen = await terminal.view();
    if (!seen.known) throw unreachable(policy.project, seen.reason);
    const { panes, serverPid } = seen.value;
    const own = panes.filter((pane) => pane.worker === worker);
    const pane = own.find(({ dead }) => !dead) ?? own[0];
    return await use(pane === undefined ? null : { pane, serverPid, terminal });
  } finally {
    await terminal.close({ endServer: false });
  }
}

function unreachable(on: string, because: string): Fault {
  return new Fault({ code: 'tmux-unreachable', what: 'look at the sessions', on, because, transient: true });
}
