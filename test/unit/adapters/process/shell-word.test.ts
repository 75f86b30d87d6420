import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shellWord } from '../../../../src/adapters/process/shell-word.ts';

const words = fc.array(
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
  { minLength: 1, maxLength: 8 },
);

describe('a word for the shell', () => {
  test('is read back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(words, (texts) => {
        const script = `printf '%s\\n--\\n' ${texts.map((text) => shellWord(text)).join(' ')}`;
        const said = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
        expect(said).toBe(texts.map((text) => `${text}\n--\n`).join(''));
      }),
      { numRuns: 60 },
    );
  });
});
