import { expect, test } from 'vitest';
import { readDelivered } from '../../../src/adapters/agents/demo/delivered.ts';
import { deliveredText } from '../../../src/domain/delivered-text.ts';
import { canonicalText } from '../../../src/domain/delivery.ts';
import { provenOf, triggerText } from '../../../src/domain/long-text.ts';

const file = { path: '/p/.czar/worktrees/w1/.czar-text/d-7f3a.txt', sha256: 'ab12', bytes: 2_000_000 };
const whole = deliveredText(
  { as: 'notice', from: 'human', text: 'x\n'.repeat(1_000_000) },
  { id: 'd-7f3a', nonce: 'c0ffee' },
);

test('what is typed instead of a long text begins and ends as that does, and names its file', () => {
  const typed = triggerText(whole, { id: 'd-7f3a', file });
  expect(typed.split('\n')[0]).toBe('[czar d-7f3a] A message from the person in charge.');
  expect(typed.split('\n').at(-1)).toBe('[end d-7f3a]');
  expect(typed.split('\n')).toContain(file.path);
  expect(typed).toContain('It has 2000000 bytes, its SHA-256 is ab12.');
  expect(canonicalText(typed)).toBe(typed);
  expect(typed.length).toBeLessThan(1_000);
  expect(readDelivered(typed).delivery).toBe('d-7f3a');
});

test('a receipt of it says what it proves', () => {
  expect(provenOf('it repeated the text', undefined)).toBe('it repeated the text');
  expect(provenOf('it repeated the text', file)).toBe(
    `it repeated the text, which names the file ${file.path} (2000000 bytes)`,
  );
});
