import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../domain/fault.ts';
import type { PaneView, TerminalView } from '../../domain/generation.ts';
import type { Request, Response } from '../../domain/request.ts';
import type { Door } from '../../ports/door.ts';
import type { Log } from '../../ports/log.ts';
import type { Terminal } from '../../ports/terminal.ts';
import type { EndedSessions } from '../../surfaces/cli/project-door.ts';
import { inForce } from '../acceptance/standing.ts';
import { openForWork, type OpenedProject } from '../human-files.ts';
import { terminalOf } from '../parts.ts';
import type { Place } from '../place.ts';
import { ownDoor } from './door.ts';
import { superviseOpened } from './run-supervisor.ts';

const endTimeoutMs = 30_000;
/** A tmux server that is just ending is neither there nor gone: it is looked at again, so often and with these pauses. */
const looks = 25;
const betweenLooksMs = 200;

/** Saves the work of all workers (not with `end-now`) and ends their sessions by being a supervisor that is told to stop before it begins. */
export async function endSessions(place: Place, how: 'end' | 'end-now'): Promise<EndedSessions> {
  const signal = AbortSignal.any([place.around.signal, AbortSignal.timeout(endTimeoutMs)]);
  const opened = await inForce(await openForWork({ ...place, around: { ...place.around, signal } }));
  const before = await withTerminal(opened, panesOf);
  if (before.length === 0) return { state: 'ended', lines: [], left: 0 };
  const door = await ownDoor(place);
  const taken = await door.take();
  if (!taken.taken) throw someoneRuns(place.root, taken.holder);
  try {
    const result = await superviseOpened({ opened, door: toldToStop(door, how), log: silent }, quietly);
    // A journal that is lost or damaged: nothing was touched, for nobody knows what these sessions work on.
    if (result.state === 'refused') return result;
  } finally {
    await door.close();
  }
  return endedSessions(before, await withTerminal(opened, removeDead), how);
}

function endedSessions(
  before: readonly PaneView[],
  left: readonly PaneView[],
  how: 'end' | 'end-now',
): EndedSessions {
  const ended = how === 'end' ? 'work saved, session ended' : 'session ended, its work left where it is';
  const lines = before.map(({ worker, paneId, dead }) => {
    if (left.some((pane) => pane.paneId === paneId))
      return `${worker}: its session could not be ended within ${endTimeoutMs / 1000} s`;
    return dead ? `${worker}: its agent had ended, session removed` : `${worker}: ${ended}`;
  });
  return { state: 'ended', lines, left: left.length };
}

/** Panes whose agent has ended stay for people to read; nobody needs them any more. Returns what is left. */
async function removeDead(terminal: Terminal, opened: OpenedProject): Promise<readonly PaneView[]> {
  const { serverPid, panes } = await viewOf(terminal, opened);
  for (const { dead, paneId, panePid, generation: number } of panes)
    if (dead) await terminal.end({ serverPid, paneId, panePid, number }, { graceMs });
  return panesOf(terminal, opened);
}

const graceMs = 1_000;
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

async function withTerminal<T>(
  opened: OpenedProject,
  use: (terminal: Terminal, opened: OpenedProject) => Promise<T>,
): Promise<T> {
  const terminal = terminalOf(opened.place, opened.policy);
  try {
    return await use(terminal, opened);
  } finally {
    await terminal.close({ endServer: true });
  }
}

async function panesOf(terminal: Terminal, opened: OpenedProject): Promise<readonly PaneView[]> {
  return (await viewOf(terminal, opened)).panes;
}

async function viewOf(terminal: Terminal, { policy }: OpenedProject): Promise<TerminalView> {
  let because = '';
  for (let look = 0; look < looks; look += 1) {
    const seen = await terminal.view();
    if (seen.known) return seen.value;
    because = seen.reason;
    await pause(betweenLooksMs);
  }
  throw new Fault({ code: 'tmux-unreachable', what: 'list the sessions', on: policy.project, because });
}

function someoneRuns(on: string, holder: string): Fault {
  const because = `somebody runs it again: ${holder}`;
  return new Fault({ code: 'bad-input', what: 'end the sessions', on, because, help: 'czar stop --all' });
}
