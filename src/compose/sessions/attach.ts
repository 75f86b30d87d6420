import { spawn } from 'node:child_process';
import { printable } from '../../domain/names.ts';
import type { Place } from '../place.ts';
import { withSession } from './panes.ts';
import { wayBack, type WayBack } from './way-back.ts';

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
  const back = await wayBack(socketPath, place.around.env);
  const line = `the session of ${printable(worker)}: ${back.keys} comes back from it`;
  const words = ['-u', '-S', socketPath, 'attach-session', ...(readOnly ? ['-r'] : []), '-t', pane.paneId];
  // A person who is in a tmux of their own wants this one inside of it.
  const env = { ...place.around.env, TMUX: undefined };
  process.stdout.write(line);
  try {
    return await ended([...words, ...toldInside(back)], env);
  } finally {
    process.stdout.write(wiped);
  }
}

const wiped = '\r\u001b[K';
const toldMs = 4_000;

/** Where the last line of the session does not tell it, tmux does for a while. */
function toldInside({ isShown, keys }: WayBack): readonly string[] {
  return isShown ? [] : [';', 'display-message', '-d', String(toldMs), `${keys} comes back to czar`];
}

/** tmux draws on its stdin; what it has to say on its stdout when it is left would be left behind on the terminal. */
function ended(args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const child = spawn('tmux', args, { stdio: ['inherit', 'ignore', 'inherit'], env });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}
