import { coloursOf } from './colours.ts';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CliIo } from '../surfaces/cli/io.ts';
import { endProcess } from '../adapters/process/end-process.ts';
import { eventLeaver } from './leave-event.ts';
import { packageVersion } from './package.ts';
import { readText } from './read-text.ts';
import type { Signals } from './signals.ts';
import type { Surroundings } from './surroundings.ts';
import { inlet, outlet } from './streams.ts';
import { explainUnexpected } from './unexpected.ts';
import { zoneMs } from './zone.ts';

type Streams = Pick<CliIo, 'stdout' | 'stderr' | 'stdin'>;

/** Those of this process. */
export function ownStreams({ signal }: Signals): Streams {
  return {
    stdout: outlet(process.stdout, () => endProcess(0)),
    stderr: outlet(process.stderr, () => undefined),
    stdin: inlet(signal),
  };
}

/** The command line's hold on this process. What a verb does not need is not loaded: `czar status` has to start fast. */
export function openIo(signals: Signals, streams: Streams): CliIo {
  const { env } = process;
  const { signal } = signals;
  const { stderr } = streams;
  const version = packageVersion();
  const around: Surroundings = {
    env,
    version,
    signal,
    progress: (line) => stderr.write(`${line}\n`),
  };
  return {
    ...streams,
    color: coloursOf(env),
    cwd: process.cwd(),
    version,
    insideWorker: env['CZAR_WORKER'] ?? null,
    now: () => Date.now(),
    zoneMs,
    wait: (ms) => waitUnless(signal, ms),
    interrupted: () => signals.interrupted(),
    newId: () => `o-${randomBytes(8).toString('hex')}`,
    readText: (path) => readText(process.cwd(), path),
    openProject: async (dir) => (await import('./open-project.ts')).openProject(dir, around),
    init: async (request) => (await import('./init/init.ts')).init(request, around),
    demo: async (request) => (await import('./demo/demo.ts')).demo(request, around),
    selftest: async (request) => (await import('./selftest/selftest.ts')).selftest(request, around),
    showTerminal:
      streams.stdin.isTerminal && streams.stdout.isTerminal && env['TERM'] !== 'dumb'
        ? async (door) => (await import('./tui/open-tui.ts')).openTui(door, { signals, around, openIo })
        : null,
    leaveEvent: eventLeaver(env['CZAR_EVENTS']),
    unexpected: (error) => explainUnexpected(error, env),
  };
}

async function waitUnless(signal: AbortSignal, ms: number): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
