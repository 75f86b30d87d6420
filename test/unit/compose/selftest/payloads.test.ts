import { expect, test } from 'vitest';
import { longText, strangeText } from '../../../../src/compose/selftest/payloads.ts';

test('a long text has about the bytes that were asked for, and no two lines alike', () => {
  const text = longText(20_000);
  const bytes = Buffer.byteLength(text);
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThan(22_000);
  const lines = text.trimEnd().split('\n');
  expect(new Set(lines).size).toBe(lines.length);
});

test('the strange text has an end of a paste in it', () => {
  expect(strangeText).toContain('\u001b[201~');
});
