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

/** Finds sessions over one connection, as long as it is open. Starts no server. */
export interface Sessions {
  /** The worker's session, the living one if there is one; null: it has none. Errors: Fault `tmux-unreachable` (transient). */
  find(worker: string): Promise<Session | null>;
  close(): Promise<void>;
}

export async function openSessions(place: Place): Promise<Sessions> {
  const files = await openForEdits(place);
  const { policy } = await files.policy();
  await files.close();
  const terminal = terminalOf(place, policy);
  return {
    async find(worker) {
      const seen = await terminal.view();
      if (!seen.known) throw unreachable(policy.project, seen.reason);
      const { panes, serverPid } = seen.value;
      const own = panes.filter((pane) => pane.worker === worker);
      const pane = own.find(({ dead }) => !dead) ?? own[0];
      return pane === undefined ? null : { pane, serverPid, terminal };
    },
    close: () => terminal.close({ endServer: false }),
  };
}

/** Lets `use` look at the worker's session; null: it has none. */
export async function withSession<T>(
  place: Place,
  worker: string,
  use: (session: Session | null) => Promise<T>,
): Promise<T> {
  const sessions = await openSessions(place);
  try {
    return await use(await sessions.find(worker));
  } finally {
    await sessions.close();
  }
}

function unreachable(on: string, because: string): Fault {
  return new Fault({ code: 'tmux-unreachable', what: 'look at the sessions', on, because, transient: true });
}
