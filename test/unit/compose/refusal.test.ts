import { expect, test } from 'vitest';
import { refusedBy, refusedFor } from '../../../src/compose/refusal.ts';
import { Fault } from '../../../src/domain/fault.ts';

const facts = { what: 'start', on: 'shop', because: 'it rains', help: 'wait' };

test('several refusals are one message, each with its help', () => {
  const { says } = refusedFor([facts, { ...facts, on: 'web' }], 2);
  expect(says).toBe('could not start (shop): it rains\n  wait\ncould not start (web): it rains\n  wait');
});

test.each([
  ['bad-input', 2],
  ['not-found', 2],
  ['git-failed', 1],
  ['deadline', 1],
] as const)('a fault %s is a refusal with exit code %i', (code, exit) => {
  expect(refusedBy(new Fault({ code, ...facts }))).toMatchObject({ state: 'refused', exit });
});

test('what is no fault rises', () => {
  expect(() => refusedBy(new TypeError('oops'))).toThrow(TypeError);
});
