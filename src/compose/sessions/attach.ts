import { spawn } from 'node:child_process';
import type { Place } from '../place.ts';
import { withSession } from './panes.ts';

/** Gives this terminal to the worker's session until the person detaches; false when there is no session. */
export async function attach(
  place: Place,
  worker: string,
  { readOnly }: { readonly readOnly: boolean },
): Promise<boolean> {
  const found = await withSession(place, worker, async (session) =>
    session === null ? null : { pane: session.pane, ...(await session.terminal.connect()) },
  );
  if (found === null) return false;
  const { pane, socketPath } = found;
  const args = ['-u', '-S', socketPath, 'attach-session', ...(readOnly ? ['-r'] : []), '-t', pane.paneId];
  // A person who is in a tmux of their own wants this one inside of it.
  const env = { ...place.around.env, TMUX: undefined };
  const child = spawn('tmux', args, { stdio: 'inherit', env });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}
