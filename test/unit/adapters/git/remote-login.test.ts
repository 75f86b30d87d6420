import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { settingsEnvironment } from '../../../../src/adapters/git/config.ts';
import { remoteLogin } from '../../../../src/adapters/git/remote-login.ts';

test.each([
  '/srv/shop.git',
  'https://example.com/me/shop.git',
  'https://example.com/a@b/shop.git',
  'git@example.com:me/shop.git',
  'ssh://git@example.com/shop.git',
])('%s holds no secret and is called as it is', (url) => {
  expect(remoteLogin(url)).toEqual({ url, settings: [], env: {} });
});

test('git is told the name and password of a URL by a helper, and no argument holds them', () => {
  const { url, settings, env } = remoteLogin('https://me:s%3Ac4nary%40t@example.com/shop.git');
  expect(url).toBe('https://example.com/shop.git');
  expect(JSON.stringify(settings)).not.toContain('c4nary');
  const said = execFileSync('git', ['credential', 'fill'], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], GIT_TERMINAL_PROMPT: '0', ...settingsEnvironment(settings), ...env },
    input: 'protocol=https\nhost=example.com\n\n',
    encoding: 'utf8',
  });
  expect(said).toContain('username=me\npassword=s:c4nary@t\n');
});

test('a name without a password is a name, for whatever helper the user has', () => {
  expect(remoteLogin('https://token@example.com/shop.git')).toEqual({
    url: 'https://example.com/shop.git',
    settings: [['credential.username', 'token']],
    env: {},
  });
});
