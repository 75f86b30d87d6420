import { describe, expect, test } from 'vitest';
import { addedLines, type FilePatch, type Patch } from '../../../src/domain/patch.ts';
import { reviewParts } from '../../../src/domain/review-parts.ts';

function file(path: string, lines: readonly string[], over: Partial<FilePatch> = {}): FilePatch {
  const hunks = [`@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join('\n');
  return { path, from: null, kind: 'added', mode: '100644', isBinary: false, hunks, ...over };
}

const patch = (...files: readonly FilePatch[]): Patch => ({ files, isWhole: true });
const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `line ${at + 1}`);

describe('A change', () => {
  test('that is small is one request', () => {
    const { parts } = reviewParts(patch(file('a', ['1']), file('b', ['2']))) ?? { parts: [] };
    expect(parts.map((part) => part.map(({ path }) => path))).toEqual([['a', 'b']]);
  });

  test('that is large is cut by files, and a large file by its lines: each is in one request, with its number', () => {
    const large = file('large', numbered(3_000));
    const cut = reviewParts(patch(file('first', ['1']), large, file('last', ['2'])), 8_000);
    const shown = (cut?.parts ?? []).flat();
    expect(cut?.parts.length).toBeGreaterThan(3);
    const lines = shown.filter(({ path }) => path === 'large').flatMap(({ hunks }) => addedLines(hunks));
    expect(lines.map(({ text }) => text)).toEqual(numbered(3_000));
    expect(lines.every(({ line, text }) => text === `line ${line}`)).toBe(true);
    for (const part of cut?.parts ?? []) {
      const size = part.reduce((sum, { hunks }) => sum + hunks.length, 0);
      expect(size).toBeLessThanOrEqual(8_000);
    }
    expect(shown.map(({ path }) => path)).toContain('last');
  });

  test('keeps the numbers of hunks in the middle of a file when it is cut', () => {
    const rows = [
      '@@ -10,2 +10,2 @@',
      ' same',
      '-old',
      '+new',
      '@@ -50,1 +50,301 @@',
      ' x',
      ...numbered(300).map((row) => `+${row}`),
    ];
    const cut = reviewParts(patch(file('f', [], { kind: 'modified', hunks: rows.join('\n') })), 2_000);
    const lines = (cut?.parts ?? []).flat().flatMap(({ hunks }) => addedLines(hunks));
    expect(lines[0]).toMatchObject({ line: 11, text: 'new' });
    expect(lines.slice(1).every(({ line, text }) => text === `line ${line - 50}`)).toBe(true);
    expect(lines).toHaveLength(301);
  });

  test('names what nobody can read, and does not send it', () => {
    const { parts, named } = reviewParts(
      patch(
        file('logo.png', ['x'], { isBinary: true }),
        file('web/package-lock.json', ['{}']),
        file('app.min.js', ['x']),
        file('wide.txt', ['y'.repeat(60_000)]),
        file('a.ts', ['1']),
      ),
    ) ?? { parts: [], named: [] };
    expect(parts.flat().map(({ path }) => path)).toEqual(['a.ts']);
    expect(named.map(({ path }) => path)).toEqual([
      'logo.png',
      'web/package-lock.json',
      'app.min.js',
      'wide.txt',
    ]);
  });

  test('of nothing that can be shown is one request all the same', () => {
    expect(reviewParts(patch(file('yarn.lock', ['x'])))?.parts).toEqual([[]]);
  });

  test('that is too large, or not known, is none', () => {
    expect(reviewParts(patch(...numbered(40).map((name) => file(name, numbered(60)))), 1_000)).toBeNull();
    expect(reviewParts({ files: [], isWhole: false })).toBeNull();
  });
});
