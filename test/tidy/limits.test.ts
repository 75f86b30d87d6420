import { describe, expect, test } from 'vitest';
import { fileLength, limits, limitViolations } from './limits.ts';
import { parse, readSources } from './source.ts';

const sources = readSources('src');

test('src keeps the limits', () => {
  expect(sources.length).toBeGreaterThan(0);
  expect(sources.flatMap(limitViolations)).toEqual([]);
});

test('the files of test keep their length', () => {
  const tests = readSources('test');
  expect(tests.length).toBeGreaterThan(0);
  expect(tests.flatMap((source) => fileLength(source, limits.testFileLines))).toEqual([]);
});

function violations(text: string, path = 'engine/a.ts'): readonly string[] {
  return limitViolations(parse(path, text));
}

function ifs(count: number): string {
  return 'if (a) f();\n'.repeat(count);
}

const lookupSwitch = `function f(x) { switch (x) { ${Array.from({ length: 20 }, (_, i) => `case ${i}: return ${i};`).join('\n')} } }`;
const workingSwitch = lookupSwitch.replace('return 7;', 'g(); return 7;');

describe('the limit check reports', () => {
  test.each([
    ['a long function', `function f() {\n${'g();\n'.repeat(59)}}`],
    ['a long arrow function', `const f = () => {\n${'g();\n'.repeat(59)}};`],
    ['a long file', 'f();\n'.repeat(301)],
    ['a fourth parameter', 'function f(a, b, c, d) {}'],
    ['a fourth parameter of a port', 'interface P { f(a: A, b: B, c: C, d: D): void }'],
    ['a fourth parameter of a function type', 'type F = (a: A, b: B, c: C, d: D) => void;'],
    ['a fourth level', 'function f() { if (a) { for (;;) { try { while (b) g(); } finally { h(); } } } }'],
    ['a fourth level at the top of a file', 'if (a) { if (b) { if (c) { switch (d) {} } } }'],
    ['ten branches', `function f() { ${ifs(10)} }`],
    ['ten branches at the top of a file', ifs(10)],
    [
      'branches of every kind',
      'const f = () => { for (const x of a ? b : c) try { x ??= (y && z || w) ?? v; while (p) q(); do r(); while (s); } catch (e) { if (s) throw e; } };',
    ],
    ['a long switch that does work', workingSwitch],
    ['any', 'const x: any = 1;'],
    ['any deep in a type', 'type X = Map<string, (x: any) => void>;'],
    ['an empty catch', 'try { f(); } catch {}'],
    ['an empty catch with an excuse', 'try { f(); } catch { /* never mind */ }'],
    ['a swallowed rejection', 'f().catch(() => {});'],
    ['a rejection swallowed as undefined', 'f().catch(() => undefined);'],
    ['an assertion', 'const x = y as X;'],
    ['an assertion in angle brackets', 'const x = <X>y;'],
    ['a denied null', 'const x = y!.z;'],
  ])('%s', (_what, text) => {
    expect(violations(text)).toHaveLength(1);
  });

  test('the place and the limit', () => {
    expect(violations('\nfunction f(a, b, c, d) {}')).toEqual([
      'engine/a.ts:2: this code has 4 parameters, the limit is 3',
    ]);
  });
});

describe('the limit check lets pass', () => {
  test.each([
    ['a function of sixty lines', `function f() {\n${'g();\n'.repeat(58)}}`],
    ['a file of 300 lines', 'f();\n'.repeat(300)],
    ['three parameters and a this', 'function f(this: X, a: A, b: B, c: C) {}'],
    ['three levels', 'function f() { if (a) { for (;;) { try { g(); } finally { h(); } } } }'],
    ['a chain of else if', 'function f() { if (a) g(); else if (b) g(); else if (c) g(); else if (d) g(); }'],
    ['nine branches', `function f() { ${ifs(9)} }`],
    ['branches spread over two functions', `function f() { ${ifs(9)} g(() => { ${ifs(9)} }); }`],
    ['a long switch that looks an answer up', lookupSwitch],
    ['a catch that does something', 'try { f(); } catch (error) { g(error); }'],
    ['as const', 'const x = [1] as const;'],
    ['satisfies', 'const x = { a: 1 } satisfies X;'],
    ['an import under another name', `import * as x from './x.ts'; export { y as z } from './y.ts';`],
  ])('%s', (_what, text) => {
    expect(violations(text)).toEqual([]);
  });

  test('an assertion in a decoder', () => {
    expect(violations('const x = y as X;', 'adapters/git/decode-status.ts')).toEqual([]);
    expect(violations('const x = y as X;', 'adapters/git/decode/status.ts')).toEqual([]);
  });
});
