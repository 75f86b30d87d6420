import { describe, expect, test } from 'vitest';
import { secretsInLine, withoutSecrets } from '../../../src/domain/secrets.ts';

const none = (): readonly string[] => [];
/** Of many different letters; put together here, so that no scanner takes this file for a leak. */
const letters = 'aB3dE5gH7jK9mN1pQ2sT4vW6xY8zC0fR';
const long = letters.repeat(4);

const tokens: readonly (readonly [string, string])[] = [
  ['access key of AWS', `AKIA${'QWERTZUIOPASDFGH'}`],
  ['token of GitHub', `ghp_${long.slice(0, 36)}`],
  ['token of GitHub', `github_pat_${long.slice(0, 22)}_${long.slice(0, 59)}`],
  ['token of GitLab', `glpat-${letters.slice(0, 20)}`],
  ['token of Slack', `xoxb-${'1029384756'}-${letters}`],
  [
    'webhook of Slack',
    `https://hooks.slack.com/services/${'T02AB45CD'}/${'B08GH12JK'}/${letters.slice(0, 24)}`,
  ],
  ['key of Stripe', `sk_live_${letters.slice(0, 24)}`],
  ['key of Anthropic', `sk-ant-${'api03'}-${long.slice(0, 90)}`],
  ['key of OpenAI', `sk-proj-${long.slice(0, 60)}T3BlbkFJ${long.slice(0, 40)}`],
  ['key of Google', `AIza${long.slice(0, 35)}`],
  ['token of npm', `npm_${long.slice(0, 36)}`],
  ['key of SendGrid', `SG.${long.slice(0, 22)}.${long.slice(0, 43)}`],
];

describe('A line', () => {
  test.each(tokens)('with a %s is recognised, and the secret taken out of texts', (kind, token) => {
    const line = `const token = "${token}";`;
    expect(secretsInLine(line, none)).toEqual([kind]);
    expect(withoutSecrets(`before ${line} after`)).not.toContain(token);
    expect(withoutSecrets(line)).toContain(`[${kind}]`);
  });

  test.each([
    `token: ghp_${'x'.repeat(36)}`,
    `id: AKIA${'IOSFODNN7EXAMPLE'}`,
    'const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";',
    'the mask-antelope-sk-ant-colony',
    'see -----BEGIN PRIVATE KEY----- in the manual',
    `import { AIza } from './AIza.ts';`,
  ])('without one is left alone: %s', (line) => {
    expect(secretsInLine(line, none)).toEqual([]);
    expect(withoutSecrets(line)).toBe(line);
  });
});

describe('A private key', () => {
  const head = `-----BEGIN RSA ${'PRIVATE'} KEY-----`;
  const body = `${long.slice(0, 64)}\n${long.slice(1, 65)}`;

  test('is its head and a line of it, in the lines behind or in one line', () => {
    expect(secretsInLine(head, () => body.split('\n'))).toEqual(['private key']);
    expect(secretsInLine(`${head}\\n${long.slice(0, 64)}`, none)).toEqual(['private key']);
    expect(secretsInLine(head, () => ['is what it begins with'])).toEqual([]);
  });

  test('is taken out of texts whole, also when its end is cut off', () => {
    const whole = `a\n${head}\n${body}\n-----END RSA ${'PRIVATE'} KEY-----\nb`;
    expect(withoutSecrets(whole)).toBe('a\n[private key]\nb');
    expect(withoutSecrets(`${head}\n${body}`)).not.toContain(long.slice(10, 40));
  });
});

test('Looking takes no longer than the text is long', () => {
  const began = performance.now();
  for (const piece of [
    'ghp_',
    'sk-',
    'xoxb-1',
    '-----BEGIN PRIVATE KEY-----',
    'eyJ',
    'AKIA',
    'SG.a',
    'sk-ant-api',
  ]) {
    const line = piece.repeat(200_000 / piece.length);
    secretsInLine(line, none);
    withoutSecrets(line.slice(0, 20_000));
  }
  expect(performance.now() - began).toBeLessThan(20_000);
});
