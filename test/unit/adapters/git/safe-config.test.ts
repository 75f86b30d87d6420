import { describe, expect, test } from 'vitest';
import { parseConfig, settingsEnvironment } from '../../../../src/adapters/git/config.ts';
import { overrides, sshCommand } from '../../../../src/adapters/git/safe-config.ts';

type Entry = readonly [scope: string, key: string, value?: string];

/** As `git config --list -z --show-scope` prints it. */
function listed(...entries: readonly Entry[]): string {
  return entries
    .map(([scope, key, value]) => `${scope}\0${value === undefined ? key : `${key}\n${value}`}\0`)
    .join('');
}

function overridden(...entries: readonly Entry[]): Readonly<Record<string, string>> {
  return Object.fromEntries(overrides(parseConfig(listed(...entries))));
}

describe('the config is read with whose each line is', () => {
  test('and with line ends in values, and switches without a value', () => {
    expect(
      parseConfig(listed(['global', 'a.b', 'x\ny'], ['local', 'core.bare'], ['worktree', 'c.d', ''])),
    ).toEqual([
      { owner: 'user', key: 'a.b', value: 'x\ny' },
      { owner: 'repository', key: 'core.bare', value: 'true' },
      { owner: 'repository', key: 'c.d', value: '' },
    ]);
  });
});

describe('what the repository names is put aside', () => {
  test('a filter that only it has is blanked, key by key', () => {
    const entries = [
      ['local', 'filter.evil.clean', 'rm -rf'],
      ['worktree', 'filter.evil.required', 'true'],
    ] as const;
    expect(overridden(...entries)).toEqual({ 'filter.evil.clean': '', 'filter.evil.required': 'false' });
  });

  test('a filter that the user has too is the user’s', () => {
    const entries = [
      ['global', 'filter.lfs.clean', 'git-lfs clean -- %f'],
      ['global', 'filter.lfs.process', 'git-lfs filter-process'],
      ['local', 'filter.lfs.clean', 'rm -rf'],
    ] as const;
    expect(overridden(...entries)).toEqual({
      'filter.lfs.clean': 'git-lfs clean -- %f',
      'filter.lfs.process': 'git-lfs filter-process',
    });
  });

  test('a filter that only the user has is left alone', () => {
    expect(overridden(['system', 'filter.lfs.clean', 'git-lfs clean'])).toEqual({});
  });

  test('a name with dots, signs and line ends is put aside under exactly that name', () => {
    expect(overridden(['local', 'filter.a=b.c d.smudge', 'evil'])).toEqual({ 'filter.a=b.c d.smudge': '' });
  });

  test('a merge driver becomes an ordinary merge', () => {
    expect(overridden(['local', 'merge.evil.driver', 'evil'])['merge.evil.driver']).toContain(
      'git merge-file',
    );
  });

  test('credential helpers are forgotten, and the user’s are named again, in their order', () => {
    const entries = [
      ['system', 'credential.helper', 'one'],
      ['global', 'credential.https://github.com.helper', 'two'],
      ['local', 'credential.https://github.com.helper', '!evil'],
    ] as const;
    expect(overrides(parseConfig(listed(...entries)))).toEqual([
      ['credential.helper', ''],
      ['credential.helper', 'one'],
      ['credential.https://github.com.helper', 'two'],
    ]);
  });

  test('ssh is started as the user says', () => {
    const own = ['global', 'core.sshcommand', 'ssh -i key'] as const;
    const evil = ['local', 'core.sshcommand', 'evil'] as const;
    expect(sshCommand(parseConfig(listed(own, evil)))).toBe('ssh -i key');
    expect(sshCommand(parseConfig(listed(evil)))).toBe('ssh -oBatchMode=yes');
  });
});

test('settings become variables that are counted', () => {
  expect(settingsEnvironment([['a.b=c.d', 'x=y']])).toEqual({
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'a.b=c.d',
    GIT_CONFIG_VALUE_0: 'x=y',
  });
});
