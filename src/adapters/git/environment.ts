/** What git may know of the environment that Czar was started in: where programs, the user's own config and keys are. */
const passedOn = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'SSH_AUTH_SOCK',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
] as const;

/** `file`: the project's remote is a directory of this machine. Anything else that git could speak is off. */
export type Protocols = 'file' | 'https:ssh';

/**
 * The fixed environment of every git call. No variable of git comes in from outside. What only a variable can switch off is
 * switched off here: prompts, askpass programs of the config, replaced objects, grafts.
 */
export function gitEnvironment(
  outer: Readonly<Record<string, string | undefined>>,
  protocols: Protocols,
): Readonly<Record<string, string>> {
  const passed = passedOn.flatMap((name) => {
    const value = outer[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...Object.fromEntries(passed),
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: protocols,
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_EDITOR: 'true',
    GIT_SEQUENCE_EDITOR: 'true',
    GIT_PAGER: 'cat',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_MERGE_AUTOEDIT: 'no',
    // Fetching a missing object would run `remote.<name>.uploadpack` here when the remote is a directory.
    ...(protocols === 'file' ? { GIT_NO_LAZY_FETCH: '1' } : {}),
  };
}
