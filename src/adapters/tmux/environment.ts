import { platform } from 'node:os';

export type Environment = Readonly<Record<string, string>>;

const allowed: ReadonlySet<string> = new Set([
  'PATH',
  'HOME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'SSH_AUTH_SOCK',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
]);

/**
 * What a worker may inherit from the environment that Czar was started in: names of a list, never a token, never TMUX. The locale
 * is a UTF-8 one whatever the source says: without it tmux and most agents turn everything beyond ASCII into `?`.
 */
export function inheritedEnvironment(source: Environment): Environment {
  const kept = Object.entries(source).filter(([name]) => allowed.has(name) || /^XDG_[A-Z_]+$/.test(name));
  return { ...Object.fromEntries(kept), ...localeOf(source) };
}

/** The variables of these names that are there. */
export function namedIn(source: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(source).filter(([name]) => names.includes(name)));
}

/** The environment of the tmux client and of the server that it may start. */
export function serverEnvironment(source: Environment): Environment {
  const tmuxFolder = source['TMUX_TMPDIR'];
  return {
    ...inheritedEnvironment(source),
    // The server's own panes get tmux's default-terminal; a client in control mode draws nothing but wants a name.
    TERM: source['TERM'] ?? 'screen-256color',
    ...(tmuxFolder === undefined ? {} : { TMUX_TMPDIR: tmuxFolder }),
  };
}

function localeOf(source: Environment): Environment {
  const inForce = firstFilled([source['LC_ALL'], source['LC_CTYPE'], source['LANG']]);
  if (/utf-?8/i.test(inForce)) return {};
  const utf8 = platform() === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  return { LANG: utf8, LC_ALL: utf8 };
}

function firstFilled(values: readonly (string | undefined)[]): string {
  return values.find((value) => value !== undefined && value !== '') ?? '';
}
