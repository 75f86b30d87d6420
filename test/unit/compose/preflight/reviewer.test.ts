import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseReviewer } from '../../../../src/compose/preflight/reviewer.ts';
import type { ReviewPolicy } from '../../../../src/domain/policy.ts';
import { aPolicy } from '../../../support/policy.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'czar-reviewer-'));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'review'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(root, 'bin', 'text'), 'no program\n');
  chmodSync(join(root, 'bin', 'text'), 0o644);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const lack = async (review: Partial<ReviewPolicy>, env: Readonly<Record<string, string>> = {}) => {
  const policy = { root, review: { ...aPolicy().review, ...review } };
  return refuseReviewer(policy, { PATH: join(root, 'bin'), ...env });
};

const local = 'http://127.0.0.1:11434/v1';
const [anthropic, openai] = [
  { by: 'anthropic', model: 'm' },
  { by: 'openai-compatible', model: 'm' },
] as const;

test.each<[string, Partial<ReviewPolicy>, Readonly<Record<string, string>>]>([
  ['nobody reviews', {}, {}],
  ['its program is on the path', { by: 'command', command: ['review', '--strict'] }, {}],
  ['its program lies in the project', { by: 'command', command: ['bin/review'] }, {}],
  ['the key of Anthropic is set', anthropic, { ANTHROPIC_API_KEY: 'k' }],
  ['the key of OpenAI is set', openai, { OPENAI_API_KEY: 'k' }],
  ['a server of one needs no key', { ...openai, baseUrl: local }, {}],
])('Nothing is lacking where %s', async (_what, review, env) => {
  expect(await lack(review, env)).toBeNull();
});

test.each<[string, Partial<ReviewPolicy>, RegExp, RegExp]>([
  ['no program', { by: 'command' }, /review\.command is not set/, /name a program/],
  ['a program', { by: 'command', command: ['revieww'] }, /there is no program revieww/, /install it/],
  ['a path', { by: 'command', command: ['./bin/none'] }, /there is no program/, /review\.command/],
  ['what can be run', { by: 'command', command: ['bin/text'] }, /that can be run/, /install it/],
  ['a model', { ...anthropic, model: null }, /review\.model is not set/, /name one/],
  ['the key of Anthropic', anthropic, /there is no key in ANTHROPIC_API_KEY/, /export ANTHROPIC_API_KEY=/],
  ['the key of OpenAI', openai, /there is no key in OPENAI_API_KEY/, /export OPENAI_API_KEY=/],
])('A start that lacks %s is refused with what is missing', async (_what, review, because, help) => {
  // A key that belongs elsewhere is none.
  const refusal = await lack(review, { CZAR_REVIEW_KEY: 'k' });
  expect(refusal?.because).toMatch(because);
  expect(refusal?.help).toMatch(help);
  expect(JSON.stringify(refusal)).not.toContain('"k"');
});
