import { describe, expect, test } from 'vitest';
import { importCycles, importTable, importViolations } from './imports.ts';
import { parse, readSources } from './source.ts';

const sources = readSources('src');

describe('the files of src', () => {
  test('there are some to check', () => {
    expect(sources.length).toBeGreaterThan(0);
  });

  test('import only what the table allows their folder', () => {
    expect(sources.flatMap(importViolations)).toEqual([]);
  });

  test('import each other without a cycle', () => {
    expect(importCycles(sources)).toEqual([]);
  });
});

function violations(path: string, text: string): readonly string[] {
  return importViolations(parse(path, text));
}

describe('the import check refuses', () => {
  test.each([
    ['a decision that knows an adapter', 'decide/a.ts', `import { x } from '../adapters/git/b.ts';`],
    ['a type taken from where values may not come', 'ports/a.ts', `import type { X } from '../decide/b.ts';`],
    ['a re-export across the border', 'domain/a.ts', `export { x } from '../ports/b.ts';`],
    ['a re-export of everything', 'domain/a.ts', `export * from '../ports/b.ts';`],
    ['a type import written inside an expression', 'domain/a.ts', `type X = import('../ports/b.ts').X;`],
    ['a dynamic import across the border', 'engine/a.ts', `const x = import('../adapters/git/b.ts');`],
    ['a dynamic import of a computed name', 'engine/a.ts', `const x = import(name);`],
    ['an engine that does I/O', 'engine/a.ts', `import { readFile } from 'node:fs/promises';`],
    ['an adapter that parses the command line', 'adapters/x/a.ts', `import { Command } from 'commander';`],
    ['node without its prefix', 'engine/a.ts', `import { readFileSync } from 'fs';`],
    ['a domain with a package', 'domain/a.ts', `import { z } from 'zod';`],
    ['an adapter that knows another adapter', 'adapters/git/a.ts', `import { x } from '../tmux/b.ts';`],
    ['an adapter that knows the engine', 'adapters/git/a.ts', `import { x } from '../../engine/b.ts';`],
    ['a surface that knows the engine', 'surfaces/cli/a.ts', `import type { X } from '../../engine/b.ts';`],
    ['a surface that does I/O', 'surfaces/cli/a.ts', `import { readFileSync } from 'node:fs';`],
    ['a surface that uses a port', 'surfaces/cli/a.ts', `import type { X } from '../../ports/git.ts';`],
    ['a surface that uses values of a port', 'surfaces/a.ts', `import { x } from '../ports/client.ts';`],
    ['a folder that imports main', 'surfaces/cli/a.ts', `import { main } from '../../main.ts';`],
    ['a path out of src', 'main.ts', `import x from '../scripts/build.mjs';`],
    ['a folder without a row', 'misc/a.ts', ''],
    ['a second file at the root', 'util.ts', ''],
  ])('%s', (_what, path, text) => {
    expect(violations(path, text)).toHaveLength(1);
  });

  test.each([
    ['an async function', 'async function f() {}'],
    ['an await', 'const x = await y;'],
    ['an asynchronous loop', 'for await (const x of y) f(x);'],
    ['the clock', 'const x = Date.now();'],
    ['the clock as a type', 'type X = Date;'],
    ['chance', 'const x = Math.random();'],
    ['a timer', 'setTimeout(f, 1);'],
    ['the process', `const x = process.env['X'];`],
    ['the console', `console.error('x');`],
  ])('%s in every pure folder', (_what, text) => {
    for (const folder of ['domain', 'decide', 'views'])
      expect(violations(`${folder}/a.ts`, text)).not.toEqual([]);
    expect(violations('engine/a.ts', text)).toEqual([]);
  });

  test('a cycle, also one of types', () => {
    const a = parse('domain/a.ts', `import type { B } from './b.ts';`);
    const b = parse('domain/b.ts', `export * from './c.ts';`);
    const c = parse('domain/c.ts', `import { a } from './a.ts';`);
    expect(importCycles([a, b, c])).toEqual(['domain/a.ts -> domain/b.ts -> domain/c.ts -> domain/a.ts']);
  });
});

describe('the import check lets pass', () => {
  test.each([
    ['the own folder', 'decide/a.ts', `import { x } from './rules/b.ts';`],
    ['what the table names', 'engine/a.ts', `import { x } from '../decide/b.ts';`],
    ['a view that explains a decision', 'views/a.ts', `import { x } from '../decide/b.ts';`],
    [
      'an adapter that uses a shared adapter',
      'adapters/git/a.ts',
      `import { run } from '../process/run.ts';`,
    ],
    [
      'an adapter that does I/O and decodes',
      'adapters/x/a.ts',
      `import 'node:fs'; import { z } from 'zod/v4';`,
    ],
    ['a surface that is handed a client', 'surfaces/a.ts', `import type { C } from '../ports/client.ts';`],
    ['a surface with its package', 'surfaces/cli/a.ts', `import { Command } from 'commander';`],
    ['a main that builds it all', 'main.ts', `import './compose/a.ts'; import './adapters/git/b.ts';`],
    ['a part of main', 'compose/a.ts', `import '../engine/a.ts'; import 'node:os';`],
    ['a property with the name of a global', 'domain/a.ts', `const x = { process: y.process, z: y.Date };`],
  ])('%s', (_what, path, text) => {
    expect(violations(path, text)).toEqual([]);
  });

  test('two files that import the same third', () => {
    const a = parse('domain/a.ts', `import './b.ts'; import './c.ts';`);
    const b = parse('domain/b.ts', `import './c.ts';`);
    expect(importCycles([a, b, parse('domain/c.ts', '')])).toEqual([]);
  });
});

test('the table names only folders that have a row themselves', () => {
  const named = Object.values(importTable).flatMap((row) => row.folders);
  expect(named.filter((folder) => importTable[folder] === undefined)).toEqual([]);
});
