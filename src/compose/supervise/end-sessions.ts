import { Fault } from '../../domain/fault.ts';
import type { PaneView } from '../../domain/generation.ts';
import type { Request, Response } from '../../domain/request.ts';
import type { Door } from '../../ports/door.ts';
import type { Log } from '../../ports/log.ts';
import { openForWork, type OpenedProject } from '../human-files.ts';
import { terminalOf } from '../parts.ts';
import type { Place } from '../place.ts';
import { ownDoor } from './door.ts';
import { superviseOpened } from './run-supervisor.ts';

const endTimeoutMs = 30_000;

/** Saves the work of all workers and ends their sessions by being a supervisor that is told to stop before it begins. */
export async function endSessions(place: Place, how: 'end' | 'end-now'): Promise<readonly string[]> {
  const signal = AbortSignal.any([place.around.signal, AbortSignal.timeout(endTimeoutMs)]);
  const opened = await openForWork({ ...place, around: { ...place.around, signal } });
  const before = await panesOf(opened);
  if (before.length === 0) return [];
  const door = await ownDoor(place);
  const taken = await door.take();
  if (!taken.taken) throw someoneRuns(place.root, taken.holder);
  try {
    await superviseOpened({ opened, door: toldToStop(door, how), log: silent }, quietly);
  } finally {
    await door.close();
  }
  const left = await panesOf(opened);
  return before.map(({ worker, paneId }) =>
    left.some((pane) => pane.paneId === paneId)
      ? `${worker}: its session could not be ended within ${endTimeoutMs / 1000} s`
      : `${worker}: work saved, session ended`,
  );
}

const quietly = { tasks: [], untilDone: false, adopt: false, onSnapshot: () => undefined } as const;
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Whoever serves this door is at once asked to stop. */
function toldToStop(door: Door, sessions: 'end' | 'end-now'): Door {
  return {
    ...door,
    take: () => Promise.resolve({ taken: true }),
    serve(answer: (request: Request) => Promise<Response>) {
      door.serve(answer);
      void answer({ ask: 'stop', sessions });
    },
  };
}

async function panesOf({ place, policy }: OpenedProject): Promise<readonly PaneView[]> {
  const terminal = terminalOf(place, policy);
  try {
    const seen = await terminal.view();
    if (seen.known) return seen.value.panes;
    throw new Fault({
      code: 'tmux-unreachable',
      what: 'list the sessions',
      on: policy.project,
      because: seen.reason,
    });
  } finally {
    await terminal.close({ endServer: false });
  }
}

function someoneRuns(on: string, holder: string): Fault {
  const because = `somebody runs it again: ${holder}`;
  return new Fault({ code: 'bad-input', what: 'end the sessions', on, because, help: 'czar stop --all' });
}
