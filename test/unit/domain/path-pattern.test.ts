import { expect, test } from 'vitest';
import { matchesPath } from '../../../src/domain/path-pattern.ts';

test.each<[string, string, boolean]>([
  ['.github/workflows/ci.yml', '.github/**', true],
  ['.github', '.github/**', true],
  ['.GitHub/workflows/ci.yml', '.github/**', true],
  ['shop/.github/x', '.github/**', true],
  ['shop/.github/x', '/.github/**', false],
  ['x.github/y', '.github/**', false],
  ['.githubber/y', '.github/**', false],
  ['CODEOWNERS', 'CODEOWNERS', true],
  ['docs/CODEOWNERS', 'CODEOWNERS', true],
  ['CODEOWNERS.md', 'CODEOWNERS', false],
  ['src/a.sql', '*.sql', true],
  ['src/a.sqlx', '*.sql', false],
  ['src/db/a.sql', '/src/*.sql', false],
  ['src/db/x/a.sql', '/src/**/a.sql', true],
  ['src/a.sql', '/src/**/a.sql', true],
  ['a?c', 'a?c', true],
  ['abc', 'a?c', true],
  ['line\nbreak/.claude/x', '.claude/**', true],
  ['[a](b)+.*', '[a](b)+.*', true],
  ['anything', '', false],
  ['anything', '**', true],
])('%j and the pattern %j: %s', (path, pattern, matches) => {
  expect(matchesPath(path, pattern)).toBe(matches);
});

test('A hostile path costs no more than its length', () => {
  const began = performance.now();
  matchesPath(`${'a/'.repeat(2_000)}b`, `${'**/a/'.repeat(20)}c`);
  matchesPath('a'.repeat(4_000), `${'*a'.repeat(30)}b`);
  expect(performance.now() - began).toBeLessThan(10_000);
});
