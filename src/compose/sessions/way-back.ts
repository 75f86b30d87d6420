import { runProcess } from '../../adapters/process/run.ts';
import { definedEnv, type Surroundings } from '../surroundings.ts';

/** How a person leaves a session again. */
export interface WayBack {
  /** "Ctrl-b d". */
  readonly keys: string;
  /** The session's own last line tells it all the time, and as it is for whoever comes. */
  readonly isShown: boolean;
}

const usualPrefix = 'C-b';
const timeoutMs = 5_000;
const limitBytes = 10_000;

/** Asks the server for its prefix; a person who is in a tmux with the same one has to press it twice. */
export async function wayBack(socketPath: string, env: Surroundings['env']): Promise<WayBack> {
  const [prefix = usualPrefix, status = ''] = await said(['-S', socketPath], env);
  const [outer = null] = env['TMUX'] === undefined ? [] : await said([], env);
  return { keys: keysOf(prefix, outer), isShown: status.includes('d comes back') && prefix !== outer };
}

/** `outer`: the prefix of the tmux around it; null: there is none. */
export function keysOf(prefix: string, outer: string | null): string {
  if (prefix === 'None' || prefix === '') return 'your own keys of tmux for it';
  const key = inWords(prefix);
  return prefix === outer ? `${key} twice, then d` : `${key} d`;
}

function inWords(key: string): string {
  return key.replace(/^C-/, 'Ctrl-').replace(/^M-/, 'Alt-');
}

/** The prefix, and what stands at the right of the status line; nothing where nobody answers. */
async function said(server: readonly string[], env: Surroundings['env']): Promise<readonly string[]> {
  const { status, stdout } = await runProcess({
    argv: ['tmux', ...server, 'display-message', '-p', '#{prefix}\n#{status-right}'],
    cwd: '/',
    env: definedEnv(env),
    timeoutMs,
    graceMs: 1_000,
    outputLimitBytes: limitBytes,
  });
  return status === 0 ? stdout.split('\n') : [];
}
