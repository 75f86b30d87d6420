import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Input, keyReader } from '../../../src/adapters/agents/demo/keys.ts';
import { deliveredText } from '../../../src/domain/delivered-text.ts';
import { canonicalText } from '../../../src/domain/delivery.ts';
import { isSameText } from '../../../src/domain/same-text.ts';
import { hostileText } from '../../support/hostile-text.ts';

const numRuns = 4_500;

/** What a terminal program reads of these bytes, which come in pieces of any size. */
function read(stream: string, cuts: readonly number[]): readonly Input[] {
  const reader = keyReader();
  const inputs: Input[] = [];
  let at = 0;
  for (const cut of [...cuts, stream.length]) {
    const end = Math.min(stream.length, at + cut);
    if (end > at) inputs.push(...reader.feed(stream.slice(at, end)));
    at = end;
  }
  return [...inputs, ...reader.flush()];
}

test('whatever a text holds, it reaches a reader as one paste, the very text, and nothing is typed beside it', () => {
  fc.assert(
    fc.property(hostileText, fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 12 }), (raw, cuts) => {
      const text = deliveredText({ as: 'notice', from: 'human', text: raw }, { id: 'd-1', nonce: 'n' });
      expect(read(`\u001b[200~${text}\u001b[201~`, cuts)).toEqual([{ type: 'paste', text }]);
    }),
    { numRuns },
  );
});

test('the canonical text holds no control character but tabs and line ends, and stays as it is', () => {
  fc.assert(
    fc.property(hostileText, (raw) => {
      const text = canonicalText(raw);
      expect(text).not.toMatch(/[^\P{Cc}\t\n]/u);
      expect(canonicalText(text)).toBe(text);
      expect(isSameText(raw, text)).toBe(true);
    }),
    { numRuns },
  );
});
