import { openClock } from '../../adapters/clock/clock.ts';
import { openJournal } from '../../adapters/journal/journal.ts';
import { openLog } from '../../adapters/log/log.ts';
import { processStartTime } from '../../adapters/process/start-time.ts';
import type { Ended } from '../../engine/options.ts';
import { supervise } from '../../engine/supervise.ts';
import type { Door } from '../../ports/door.ts';
import type { Log } from '../../ports/log.ts';
import type { Refused, RunRequest, RunResult } from '../../surfaces/cli/project-door.ts';
import type { Acceptance } from '../../ports/acceptance.ts';
import { acceptanceOf } from '../acceptance/store.ts';
import { keepBase } from '../base-branch.ts';
import { excludeOwnFiles } from '../excludes.ts';
import { openForWork, type OpenedProject } from '../human-files.ts';
import { openParts } from '../parts.ts';
import { supervisorLog, type Place } from '../place.ts';
import { preflight } from '../preflight/preflight.ts';
import { refusedBy } from '../refusal.ts';
import { takeForStart } from './door.ts';
import { closeLogFile, logTarget, openLogFile } from './log-target.ts';

/** Is the supervisor of the project until it ends. Sessions are left alone. `acceptance`: what may run. */
export async function runSupervisor(
  place: Place,
  request: RunRequest,
  acceptance: Acceptance = acceptanceOf(place),
): Promise<RunResult> {
  const held = await takeForStart(place);
  if ('state' in held) return held;
  const { door } = held;
  try {
    const opened = await openForWork(held.place, acceptance);
    const refused = await preflight(opened, request);
    if (refused !== null) return refused;
    await excludeOwnFiles(place);
    await keepBase(opened.place, opened.policy.base);
    return await logged(place, request.log, (log) => superviseOpened({ opened, door, log }, request));
  } catch (error) {
    return refusedBy(error);
  } finally {
    await door.close();
  }
}

async function logged<T>(place: Place, to: RunRequest['log'], run: (log: Log) => Promise<T>): Promise<T> {
  const path = supervisorLog(place);
  const descriptor = to === 'stderr' ? process.stderr.fd : await openLogFile(path);
  try {
    const pretty = to === 'stderr' && process.stderr.isTTY;
    return await run(openLog({ pretty, destination: logTarget(descriptor, path) }));
  } finally {
    if (to !== 'stderr') closeLogFile(descriptor);
  }
}

export interface Supervised {
  readonly opened: OpenedProject;
  readonly door: Door;
  readonly log: Log;
}

/** Runs the engine on the real world. The policy of `opened` is one that may be in force. */
export async function superviseOpened(
  { opened, door, log }: Supervised,
  request: Pick<RunRequest, 'tasks' | 'untilDone' | 'adopt' | 'onSnapshot'>,
): Promise<RunResult> {
  const { journalDir, around } = opened.place;
  const startTime = (await processStartTime(process.pid)) ?? 'unknown';
  const journal = openJournal({
    dir: journalDir,
    version: around.version,
    clock: openClock(),
    self: { pid: process.pid, startTime },
    pastDamage: request.adopt,
  });
  const ended = await supervise(await openParts(opened, { journal, door, log }), {
    only: request.tasks,
    untilDone: request.untilDone,
    version: around.version,
    signal: around.signal,
    onSnapshot: request.onSnapshot,
    adopt: request.adopt,
    accepted: opened.policy,
  });
  return resultOf(ended);
}

function resultOf({ because, says, snapshot }: Ended): RunResult {
  if (because === 'settled' || because === 'stopped') return { state: 'ended', because, snapshot };
  const exit: Refused['exit'] = because === 'lost-journal' ? 4 : 1;
  return { state: 'refused', exit, says };
}
