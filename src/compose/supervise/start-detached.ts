import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { openClient } from '../../adapters/door/client.ts';
import { Fault } from '../../domain/fault.ts';
import type { Client } from '../../ports/client.ts';
import type { Held, Refused, StartRequest, StartResult } from '../../surfaces/cli/project-door.ts';
import { openForWork } from '../human-files.ts';
import { mainFile } from '../package.ts';
import { SESSION_VARIABLE } from '../../adapters/tmux/leftovers.ts';
import { doorPlace, supervisorLog, type Place } from '../place.ts';
import { preflight } from '../preflight/preflight.ts';
import { refusedBy } from '../refusal.ts';
import { takeForStart } from './door.ts';
import { endOfLog, sizeOfLog } from './log-end.ts';
import { closeLogFile, openLogFile } from './log-target.ts';

const answerTimeoutMs = 60_000;
const askTimeoutMs = 2_000;
const pollMs = 50;

/**
 * Runs preflight here, where a person sees it, and starts a supervisor of its own session, which outlives this process and its
 * terminal. It logs into a file.
 */
export async function startDetached(place: Place, request: StartRequest): Promise<StartResult> {
  const refused = await lookFirst(place, request);
  if (refused !== null) return refused;
  const log = supervisorLog(place);
  const from = await sizeOfLog(log);
  const descriptor = await openLogFile(log);
  const child = launch(place, request, descriptor);
  closeLogFile(descriptor);
  try {
    return await firstAnswer(place, child, async () => endOfLog(log, from));
  } finally {
    child.unref();
  }
}

/** Holds the door meanwhile: of two starts at the same time one is told who the other is. */
async function lookFirst(place: Place, request: StartRequest): Promise<Held | Refused | null> {
  const held = await takeForStart(place);
  if ('state' in held) return held;
  try {
    return await preflight(await openForWork(held.place), request);
  } catch (error) {
    return refusedBy(error);
  } finally {
    await held.door.close();
  }
}

function launch({ root, around }: Place, request: StartRequest, log: number): ChildProcess {
  const flags = [
    ...(request.adopt ? ['--adopt'] : []),
    ...request.allowRed.flatMap((name) => ['--allow-red', name]),
  ];
  const args = [mainFile, '-C', root, 'start', '--foreground', ...flags, '--', ...request.tasks];
  return spawn(process.execPath, args, {
    cwd: root,
    env: notOfAgent(around.env),
    detached: true,
    stdio: ['ignore', log, log],
  });
}

/** One that is started in the session of an agent does not end with that. */
function notOfAgent(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name !== SESSION_VARIABLE));
}

/** What the new supervisor says, or why there is none. */
async function firstAnswer(
  place: Place,
  child: ChildProcess,
  end: () => Promise<string>,
): Promise<StartResult> {
  const ended = exitOf(child);
  const client = openClient({ ...doorPlace(place), deadlineMs: askTimeoutMs });
  const deadline = performance.now() + answerTimeoutMs;
  while (performance.now() < deadline && !place.around.signal.aborted) {
    const exit = await Promise.race([ended, pause(pollMs, 'runs' as const)]);
    if (exit !== 'runs') return endedEarly(exit, end);
    if (await answers(client)) return { state: 'started', pid: child.pid ?? 0 };
  }
  const says = `pid ${child.pid ?? 0} runs, but did not answer within ${answerTimeoutMs / 1000} s\n  czar status`;
  return { state: 'refused', exit: 1, says };
}

async function answers(client: Client): Promise<boolean> {
  try {
    return (await client.ask({ ask: 'snapshot' }))?.ok === true;
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'deadline') return false;
    throw error;
  }
}

interface Exit {
  readonly code: number | null;
  readonly because: string | null;
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, because: signal }));
    child.once('error', (error) => resolve({ code: null, because: error.message }));
  });
}

/** One that ends without a complaint found somebody else there. */
async function endedEarly({ code, because }: Exit, end: () => Promise<string>): Promise<StartResult> {
  const said = await end();
  const [, holder] = /^runs already: (.+)\. \(czar status\)$/m.exec(said) ?? [];
  if (code === 0 && holder !== undefined) return { state: 'held', holder };
  const exit = code === 2 || code === 3 || code === 4 ? code : 1;
  const says = said === '' ? `it ended at once: ${because ?? `exit code ${code ?? '?'}`}` : said;
  return { state: 'refused', exit, says: says.replace(/^czar: /, '') };
}
