import { printable } from '../../domain/names.ts';
import { handOver } from '../hand-over.ts';
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
    // tmux draws on its stdin; what it has to say on its stdout when it is left would be left behind on the terminal.
    const stdio = ['inherit', 'ignore', 'inherit'] as const;
    return (await handOver('tmux', [...words, ...toldInside(back)], { stdio: [...stdio], env })) === 0;
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
