import { describe, expect, test } from 'vitest';
import { inheritedEnvironment, serverEnvironment } from '../../../../src/adapters/tmux/environment.ts';

describe('what a worker inherits', () => {
  test('is a list of names, and nothing else', () => {
    const source = {
      PATH: '/bin',
      HOME: '/home/a',
      LANG: 'de_DE.UTF-8',
      XDG_CONFIG_HOME: '/c',
      https_proxy: 'http://p',
      SSH_AUTH_SOCK: '/s',
      TMUX: '/t,1,0',
      TMUX_PANE: '%1',
      TMUX_TMPDIR: '/sockets',
      TERM: 'xterm',
      GITHUB_TOKEN: 'secret',
      ANTHROPIC_API_KEY: 'secret',
      XDG_: 'odd',
    };
    expect(inheritedEnvironment(source)).toEqual({
      PATH: '/bin',
      HOME: '/home/a',
      LANG: 'de_DE.UTF-8',
      XDG_CONFIG_HOME: '/c',
      https_proxy: 'http://p',
      SSH_AUTH_SOCK: '/s',
    });
  });

  test.each([{}, { LANG: 'C' }, { LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }])(
    'has a UTF-8 locale where the source %j has none',
    (source) => {
      expect(inheritedEnvironment(source)['LC_ALL']).toMatch(/UTF-8$/);
    },
  );
});

describe('the environment of the server', () => {
  test('knows where sockets are, and a terminal', () => {
    expect(serverEnvironment({ TMUX_TMPDIR: '/sockets', LANG: 'C.UTF-8', TMUX: '/t,1,0' })).toEqual({
      LANG: 'C.UTF-8',
      TERM: 'screen-256color',
      TMUX_TMPDIR: '/sockets',
    });
  });
});
