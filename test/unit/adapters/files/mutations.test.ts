import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeConfig } from '../../../../src/adapters/files/config-file.ts';
import { decodeDependencies } from '../../../../src/adapters/files/dependency-entries.ts';
import type { Decoded } from '../../../../src/adapters/files/finding.ts';
import { bodyOf, decodeHead } from '../../../../src/adapters/files/front-matter.ts';
import { decodeQueue } from '../../../../src/adapters/files/queue-entries.ts';
import { mutationsOf } from './mutations.ts';
import { samples } from './samples.ts';

const runs = 2_000;
/** Thousands of runs on a busy machine. */
const timeoutMs = 120_000;

const decoders: readonly (readonly [string, string, (text: string) => Decoded<unknown>])[] = [
  ['work-queue.json', samples.queue, (text) => decodeQueue('f', text)],
  ['dependencies.json', samples.dependencies, (text) => decodeDependencies('f', text)],
  ['czar.config.json', samples.config, (text) => decodeConfig('f', text)],
];

test.each(decoders)(
  '%s, cut or garbled, never throws, and what breaks it is told with its place',
  (_name, sample, decode) => {
    let broken = 0;
    fc.assert(
      fc.property(mutationsOf(sample), (text) => {
        const decoded = decode(text);
        expect(
          decoded.problems.every(
            ({ line, column, message }) => Number(line) > 0 && Number(column) > 0 && message !== '',
          ),
        ).toBe(true);
        if (decoded.broken) broken += 1;
        expect(decoded.broken ? decoded.problems.length > 0 : decoded.value !== null).toBe(true);
      }),
      { numRuns: runs },
    );
    expect(broken).toBeGreaterThan(runs / 3);
  },
  timeoutMs,
);

test(
  'a task file, cut or garbled, keeps a title that can be shown, and its text',
  () => {
    fc.assert(
      fc.property(mutationsOf(samples.task), (text) => {
        const head = decodeHead('f', text);
        expect(head.title ?? 'none').not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(head.isDoubtful && head.problems.length === 0).toBe(false);
        expect(text.endsWith(bodyOf(text))).toBe(true);
      }),
      { numRuns: runs },
    );
  },
  timeoutMs,
);
