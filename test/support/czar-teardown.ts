import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder } from './remove-folder.ts';
import { processesWith } from './tmux-terminal.ts';
import { until } from './until.ts';

/** Ends everything that czar started below `base`, supervisors first so that nothing is started anew, and removes the folder. */
export async function tearDown(base: string): Promise<void> {
  await endAll(() => supervisorsBelow(base), `the supervisors of ${base}`);
  endTmuxServers(base);
  await endAll(() => everythingBelow(base), `all processes of ${base}`);
  removeFolder(base);
}

/** Pids of supervisors whose project lies below `folder`. */
export async function supervisorsBelow(folder: string): Promise<readonly number[]> {
  // What they run there may be git with the same option.
  return processesWith(`-C ${folder}`, ' start --foreground');
}

async function endAll(find: () => Promise<readonly number[]>, what: string): Promise<void> {
  await until(
    async () => {
      const left = await find();
      for (const pid of left) endNow(pid);
      return left.length === 0;
    },
    { what: `the end of ${what}` },
  );
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** The sockets lie below TMUX_TMPDIR, which is `base`. */
function endTmuxServers(base: string): void {
  for (const folder of namesIn(base).filter((name) => /^tmux-\d+$/.test(name)))
    for (const socket of namesIn(join(base, folder))) endTmuxServer(join(base, folder, socket));
}

function endTmuxServer(socket: string): void {
  try {
    execFileSync('tmux', ['-S', socket, 'kill-server'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
  } catch (error) {
    if (!/no server running|error connecting|server exited|lost server/.test(String(error))) throw error;
  }
}

/** By command line, and where the system tells it also by working directory: an agent's command line says nothing. */
async function everythingBelow(base: string): Promise<readonly number[]> {
  const named = await processesWith(base);
  const working = namesIn('/proc').filter(
    (name) => /^\d+$/.test(name) && workingDirectory(name).startsWith(base),
  );
  return [...new Set([...named, ...working.map(Number)])].filter((pid) => pid !== process.pid);
}

function workingDirectory(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch (error) {
    if (hasCode(error, ['ENOENT', 'EACCES', 'ESRCH'])) return '';
    throw error;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, ['ENOENT'])) return [];
    throw error;
  }
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
