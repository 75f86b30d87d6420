import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { openTerminal } from '../../src/adapters/tmux/terminal.ts';
import type { ProjectNames } from '../../src/domain/names.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Terminal } from '../../src/ports/terminal.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** A folder of its own for tmux sockets, with whatever servers a test starts in it; all of them end with the test. */
export interface TmuxWorld {
  readonly folder: string;
  readonly names: ProjectNames;
  /** Label of the project's own server. */
  readonly label: string;
  /** A terminal of `names`, or of another project, closed with the test. */
  open(changes?: Partial<Parameters<typeof openTerminal>[0]>): Terminal;
  readonly env: Readonly<Record<string, string>>;
  /** A tmux command on `label`, or on the server with another label: its output, trimmed. */
  tmux(args: readonly string[], label?: string): Promise<string>;
  sessions(label?: string): Promise<readonly string[]>;
}

export function tmuxWorld(): TmuxWorld {
  const folder = temporaryFolder();
  const names = { project: 'shop', projectId: randomBytes(16).toString('hex') };
  const label = `czar-shop-${names.projectId.slice(0, 6)}`;
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, SHELL: '/bin/sh', TMUX_TMPDIR: folder };
  const labels = new Set([label]);
  const run = async (args: readonly string[], on: string): Promise<string> =>
    (await promisify(execFile)('tmux', ['-L', on, ...args], { env, timeout: 60_000 })).stdout.trim();
  const tmux = (args: readonly string[], on = label): Promise<string> => {
    labels.add(on);
    return run(args, on);
  };
  onTestFinished(async () => {
    for (const one of labels) await run(['kill-server'], one).catch((error: unknown) => serverIsGone(error));
    // The writers of logs end after their server; before that they would write into the folder that is removed.
    await until(async () => (await processesWith(folder)).length === 0, {
      what: 'the end of all processes of the test',
    });
  });
  return {
    folder,
    names,
    label,
    open: (changes = {}) => {
      const terminal = openTerminal({
        names,
        socket: null,
        runDir: join(folder, 'run'),
        stateDir: join(folder, 'state'),
        env,
        clock: realClock,
        ...changes,
      });
      onTestFinished(() => terminal.close({ endServer: false }));
      return terminal;
    },
    env,
    tmux,
    sessions: async (on = label) => (await tmux(['list-sessions', '-F', '#{session_name}'], on)).split('\n'),
  };
}

function serverIsGone(error: unknown): void {
  if (!/no server running|error connecting|lost server|server exited/.test(String(error))) throw error;
}

const realClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  wait: async (ms, signal) => {
    await wait(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error;
    });
  },
  randomHex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
};

/** Whether a process lives; a zombie does not. */
export async function processLives(pid: number): Promise<boolean> {
  return (await processes()).some((row) => row.pid === pid);
}

/** Pids of the processes whose command line holds all of `texts`. */
export async function processesWith(...texts: readonly string[]): Promise<readonly number[]> {
  const found = (await processes()).filter(({ args }) => texts.every((text) => args.includes(text)));
  return found.map(({ pid }) => pid);
}

async function processes(): Promise<readonly { readonly pid: number; readonly args: string }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,state=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, state, args = ''] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    const lives = pid !== undefined && state !== undefined && !state.startsWith('Z');
    return lives ? [{ pid: Number(pid), args }] : [];
  });
}
