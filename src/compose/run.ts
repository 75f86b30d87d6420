import { platform } from 'node:os';
import { runCli } from '../surfaces/cli/program.ts';
import { exit, type ExitCode } from '../surfaces/cli/exit.ts';
import { openIo, ownStreams } from './io.ts';
import { listenForSignals } from './signals.ts';
import { explainUnexpected } from './unexpected.ts';

/** Runs one command line (without node and script), and ends the process with its exit code. */
export async function runCzar(argv: readonly string[]): Promise<void> {
  process.on('uncaughtException', (error) => void giveUp(error));
  const signals = listenForSignals();
  const code = isSupported() ? await runCli(argv, openIo(signals, ownStreams(signals))) : refuseSystem();
  // What failed because a signal called it off was interrupted.
  leave(code === exit.failed ? (signals.interrupted() ?? code) : code);
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
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
