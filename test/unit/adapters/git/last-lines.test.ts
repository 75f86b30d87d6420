import { expect, test } from 'vitest';
import { lastLines } from '../../../../src/adapters/git/last-lines.ts';

test('the end of an output is 40 lines and 4 KB at most', () => {
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
  expect(lastLines(lines.join('\n'))).toBe(lines.slice(-40).join('\n'));
  expect(lastLines('x'.repeat(10_000))).toHaveLength(4_096);
});

test('colours, titles, links, bells and hidden characters go; tabs and letters stay', () => {
  expect(
    lastLines('\x1b[1;31mred\x1b[0m\tgrün 日本\x07\u202e\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\n\n'),
  ).toBe('red\tgrün 日本link');
});

test('a progress line shows what it showed last', () => {
  expect(lastLines('10%\r50%\rdone\r\nnext\r\n')).toBe('done\nnext');
});

test('a hostile output takes little time', () => {
  const startedMs = performance.now();
  lastLines('\x1b]'.repeat(100_000));
  lastLines('\x1b['.repeat(100_000));
  lastLines('a'.repeat(300_000));
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
