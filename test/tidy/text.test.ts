import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from './source.ts';
import { textViolations } from './text.ts';

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: repositoryRoot, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(repositoryRoot, path)));

test('no tracked file says where it was written, switches a test or hurries one', () => {
  expect(tracked.length).toBeGreaterThan(0);
  const violations = tracked.flatMap((path) =>
    textViolations(path, readFileSync(join(repositoryRoot, path), 'utf8')),
  );
  expect(violations).toEqual([]);
});

// The bad samples are put together from parts, or this file would report itself.
const path = (...parts: readonly string[]) => ['', ...parts, ''].join('/');
const call = (name: string) => `test.${name}('x', f);`;

describe('the text check reports', () => {
  test.each([
    ['the path of a checkout', 'docs/a.md', `see ${path('work', 'main')}a.ts`],
    ['the path of a job', 'src/a.ts', `const x = '${path('tmp', 'bash_jobs')}1';`],
    ['the host of a registry', 'package-lock.json', `"resolved": "https://${'registry'}.npmjs.org/x"`],
    ['a test that runs alone', 'test/unit/a.test.ts', call('only')],
    ['a test that does not run', 'test/unit/a.test.ts', call('skip')],
    ['a table of tests that does not run', 'test/unit/a.test.ts', call('skip').replace('skip', 'skip.each')],
    ['a test that is not written', 'test/unit/a.test.ts', call('todo')],
    ['a test in a hurry', 'test/e2e/a.test.ts', `test('x', { time${'out'}: 120_000 }, f);`],
    ['a test in a hurry, of several lines', 'test/e2e/a.test.ts', `  time${'out'}: 120_000,`],
    ['a test in a hurry, at its end', 'test/e2e/a.test.ts', `}, ${'240_'}000);`],
  ])('%s', (_what, file, text) => {
    expect(textViolations(file, `first line\n${text}\n`)).toHaveLength(1);
  });
});

describe('the text check lets pass', () => {
  test.each([
    ['a path below another', 'src/a.ts', `join(root, 'x${path('work', 'a')}')`],
    ['the word registry elsewhere', 'docs/a.md', `the ${'registry'}.npmjs.org`],
    ['a method of that name outside test/', 'src/a.ts', call('skip')],
    ['a test under a condition', 'test/unit/a.test.ts', call('skipIf')],
  ])('%s', (_what, file, text) => {
    expect(textViolations(file, text)).toEqual([]);
  });
});
