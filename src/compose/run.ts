import { platform } from 'node:os';
import { exit, type ExitCode } from '../surfaces/cli/exit.ts';
import type { CliIo } from '../surfaces/cli/io.ts';
import type { ProjectDoor } from '../surfaces/cli/project-door.ts';
import { Fault } from '../domain/fault.ts';
import { endProcess } from '../adapters/process/end-process.ts';
import { openIo, ownStreams } from './io.ts';
import { listenForSignals } from './signals.ts';
import { explainUnexpected } from './unexpected.ts';

/** Runs one command line (without node and script), and ends the process with its exit code. */
export async function runCzar(argv: readonly string[]): Promise<void> {
  process.on('uncaughtException', (error) => void giveUp(error));
  const signals = listenForSignals();
  const code = isSupported() ? await runArgv(argv, openIo(signals, ownStreams(signals))) : refuseSystem();
  // What failed because a signal called it off was interrupted.
  leave(code === exit.failed ? (signals.interrupted() ?? code) : code);
}

/** A person who types `czar` sees it at once: the verbs are loaded while they look. */
async function runArgv(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const { showTerminal } = io;
  const door = argv.length === 0 && showTerminal !== null ? await projectHere(io) : null;
  if (door !== null && showTerminal !== null && io.insideWorker === null) {
    await showTerminal(door);
    return io.interrupted() ?? exit.done;
  }
  const { runCli } = await import('../surfaces/cli/program.ts');
  return runCli(argv, io);
}

/** Null: there is none, or it cannot be opened, which the verbs know to explain. */
async function projectHere(io: CliIo): Promise<ProjectDoor | null> {
  try {
    return await io.openProject('.');
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

function isSupported(): boolean {
  return platform() === 'linux' || platform() === 'darwin';
}

function refuseSystem(): ExitCode {
  process.stderr.write('czar: it runs on Linux and macOS, and on Windows in WSL2\n');
  return exit.usage;
}

/** Rejections that nobody awaited come here too. */
async function giveUp(error: unknown): Promise<void> {
  process.stderr.write(`czar: ${await explainUnexpected(error, process.env)}\n`);
  leave(exit.failed);
}

/** Ends without waiting for watches and connections that are still open; what was written is out before. */
function leave(code: ExitCode): void {
  process.stdout.write('', () => process.stderr.write('', () => endProcess(code)));
}
