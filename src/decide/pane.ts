import type { GenerationEnd, PaneView } from '../domain/generation.ts';
import type { WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';

/** What the terminal says about a worker's current generation. `unknown` also covers a look that is older than the generation. */
export type PaneState =
  | { readonly state: 'unknown'; readonly because: string }
  | { readonly state: 'none' }
  | { readonly state: 'live'; readonly pane: PaneView }
  | {
      readonly state: 'ended';
      readonly end: GenerationEnd;
      readonly says: string;
      /** The end of its screen, where it could be read. */
      readonly lines?: readonly string[];
    };

export function paneState(world: World, worker: WorkerName): PaneState {
  const generation = world.ledger.workers.get(worker)?.generation ?? null;
  if (generation === null) return { state: 'none' };
  const { terminal } = world;
  if (!terminal.known) return { state: 'unknown', because: terminal.reason };
  if (terminal.at <= generation.startedAt)
    return { state: 'unknown', because: 'not looked at since its start' };
  if (terminal.value.serverPid !== generation.serverPid) return lostWithServer;
  const pane = terminal.value.panes.find(
    (candidate) =>
      candidate.worker === worker &&
      candidate.generation === generation.number &&
      candidate.paneId === generation.paneId,
  );
  if (pane === undefined) return lost('its pane is gone');
  if (pane.dead) {
    const { deadStatus: status, deadSignal: signal, lastLines: lines = [] } = pane;
    const seen = lines.length === 0 ? {} : { lines };
    return { state: 'ended', end: { how: 'exited', status, signal }, says: exitSays(pane), ...seen };
  }
  if (pane.panePid !== generation.panePid) return lost('another process is in its pane');
  return { state: 'live', pane };
}

/** The live pane of the current generation; null when there is none or it cannot be told. */
export function livePane(world: World, worker: WorkerName): PaneView | null {
  const seen = paneState(world, worker);
  return seen.state === 'live' ? seen.pane : null;
}

/** Czar ends its session now, or starts one in its place. */
export function isBeingEnded({ ledger }: World, name: WorkerName): boolean {
  for (const { action } of ledger.open.values()) {
    if (action.kind !== 'end-session' && action.kind !== 'start-session') continue;
    if (action.worker === name) return true;
  }
  return false;
}

const lostWithServer: PaneState = {
  state: 'ended',
  end: { how: 'lost', status: null, signal: null, withServer: true },
  says: 'its tmux server is gone',
};

function lost(says: string): PaneState {
  return { state: 'ended', end: { how: 'lost', status: null, signal: null }, says };
}

function exitSays({ deadStatus, deadSignal }: PaneView): string {
  if (deadSignal !== null && deadSignal !== 0) return `its agent was ended by signal ${deadSignal}`;
  return deadStatus === null ? 'its agent ended' : `its agent ended with status ${deadStatus}`;
}
