import { setTimeout } from 'node:timers/promises';
import { mkdir, realpath } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { controlSessionName, type ProjectNames, socketName } from '../../domain/names.ts';
import { hasCode } from '../files/error-code.ts';
import { replaceFile } from '../files/replace-file.ts';
import { type Environment, serverEnvironment } from './environment.ts';
import { heldWords } from './held-words.ts';
import { signalProcess } from './processes.ts';
import { livingServer, recordServer, type ServerRecord } from './server-record.ts';

/** A tmux server: where it listens and how Czar comes to it. */
export interface Server {
  /** Started and configured by Czar: it may set server options and end it. */
  readonly own: boolean;
  readonly env: Environment;
  /** Arguments of a control client in a session of its own. `start` false: never starts a server. */
  controlArgs(start: boolean): Promise<readonly string[]>;
  presence(): Promise<Presence>;
  /** Keeps who serves, and where: found again from another environment, and told from one that is gone when its socket is. */
  remember(server: ServerRecord): Promise<void>;
}

export type Presence =
  | { readonly is: 'there' }
  | { readonly is: 'gone' }
  | { readonly is: 'unknown'; readonly because: string };

export interface ServerOptions {
  readonly names: ProjectNames;
  /** Null: a server of Czar's own; else the name of a socket of the user's, mostly `default`. */
  readonly socket: string | null;
  readonly env: Environment;
  readonly runDir: string;
  readonly stateDir: string;
}

export function tmuxServer(options: ServerOptions): Server {
  const label = options.socket ?? socketName(options.names);
  const env = serverEnvironment(options.env);
  const own = options.socket === null;
  const record = join(options.stateDir, `tmux-${label}.json`);
  return {
    own,
    env,
    controlArgs: async (start) => {
      const config = own && start ? ['-f', await writeConfig(options.runDir)] : [];
      const noStart = start ? [] : ['-N'];
      // Only with a label tmux makes the folder of the socket.
      const living = await livingServer(record);
      const where = living?.socketPath === undefined ? ['-L', label] : ['-S', living.socketPath];
      return [...where, '-u', '-C', ...config, ...noStart, ...controlSession(options.names.project)];
    },
    presence: async () => {
      const living = await livingServer(record);
      return presenceAt(living?.socketPath ?? (await socketPath(env, label)), record);
    },
    remember: (server) => recordServer(record, server),
  };
}

function controlSession(project: string): readonly string[] {
  // Two arguments and more are executed as they are; a single one would go through the user's shell.
  const idle = ['/bin/sh', '-c', 'exec cat'];
  const flags = ['-f', 'no-output,ignore-size', '-x', '80', '-y', '24'];
  return ['new-session', '-A', '-s', controlSessionName(project), '-n', 'czar', ...flags, ...idle];
}

/** A tmux around it takes the first of two equal prefixes for itself: its client is known by the name of its terminal. */
const insideWords =
  '#{?#{m/r:^(screen|tmux),#{client_termname}}, (#{prefix} #{prefix} d in a tmux with #{prefix}),}';

/**
 * Loaded only by a server that Czar starts. What concerns workers' panes is set on each pane, so that both kinds of server
 * behave alike.
 */
const config = `set-option -s exit-empty off
set-option -s set-clipboard off
set-option -s escape-time 20
set-option -g default-terminal screen-256color
set-option -g history-limit 5000
set-option -g update-environment ""
set-option -g allow-rename off
set-option -g automatic-rename off
set-option -g set-titles off
set-option -g status-right "${heldWords}#{prefix} d comes back${insideWords} "
set-option -g status-right-length 80
set-option -g status-interval 5
set-option -g status-left "[#S] "
set-option -g status-left-length 60
set-option -g bell-action none
`;

async function writeConfig(runDir: string): Promise<string> {
  const path = join(runDir, 'tmux.conf');
  await mkdir(runDir, { recursive: true, mode: 0o700 });
  await replaceFile(path, config);
  return path;
}

/** tmux's own rule for `-L`: below the first of $TMUX_TMPDIR and /tmp that exists. */
async function socketPath(env: Environment, label: string): Promise<string> {
  const folder = (await existing(env['TMUX_TMPDIR'] ?? '')) ?? (await realpath('/tmp'));
  return join(folder, `tmux-${userInfo().uid}`, label);
}

async function existing(folder: string): Promise<string | null> {
  if (folder === '') return null;
  try {
    return await realpath(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function presenceAt(path: string, record: string): Promise<Presence> {
  const code = await settledError(path);
  if (code === null) return { is: 'there' };
  if (code !== 'ENOENT' && code !== 'ECONNREFUSED') return { is: 'unknown', because: `${path}: ${code}` };
  const lost = await livingServer(record);
  if (lost === null) return { is: 'gone' };
  // tmux makes its socket anew on this signal: something removed it (mostly a clean-up of /tmp).
  if (!signalProcess(lost.pid, 'SIGUSR1')) return { is: 'gone' };
  return { is: 'unknown', because: `the tmux server ${lost.pid} runs, but its socket ${path} is gone` };
}

/** A server that is just ending breaks connections off before its socket is closed: it is asked again. */
async function settledError(path: string): Promise<string | null> {
  let code = await connectionError(path);
  for (let tries = 0; tries < 20 && (code === 'ECONNRESET' || code === 'EPIPE'); tries += 1) {
    await setTimeout(50);
    code = await connectionError(path);
  }
  return code;
}

const connectTimeoutMs = 2_000;

/** Null when somebody listens. */
function connectionError(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const answer = (code: string | null): void => {
      socket.destroy();
      resolve(code);
    };
    socket.setTimeout(connectTimeoutMs, () => answer('ETIMEDOUT'));
    socket.once('connect', () => answer(null));
    socket.once('error', (error) => answer('code' in error ? String(error.code) : error.message));
  });
}
