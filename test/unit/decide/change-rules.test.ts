import { describe, expect, test } from 'vitest';
import { protectedPaths, ruleChecks, shownPath } from '../../../src/decide/change-rules.ts';
import type { AddedText, FilePatch, Patch } from '../../../src/domain/patch.ts';
import type { RulesPolicy } from '../../../src/domain/policy.ts';

const off: RulesPolicy = { docs: 'off', changelog: 'off', secrets: 'off', protected: [] };
const letters = 'aB3dE5gH7jK9mN1pQ2sT4vW6xY8zC0fRaB3dE5gH7jK9';
const token = `ghp_${letters.slice(0, 36)}`;

function file(path: string, added: readonly string[] = ['x'], over: Partial<FilePatch> = {}): FilePatch {
  const hunks = [`@@ -0,0 +1,${added.length} @@`, ...added.map((line) => `+${line}`)].join('\n');
  return { path, from: null, kind: 'added', mode: '100644', isBinary: false, hunks, ...over };
}

function change(...files: readonly FilePatch[]): {
  readonly patch: Patch;
  readonly commits: readonly AddedText[];
} {
  return { patch: { files, isWhole: true }, commits: [] };
}

describe('A secret', () => {
  const block = { ...off, secrets: 'block' } as const;

  test('in an added line is named by its place and its kind, and is not told', () => {
    const checks = ruleChecks(block, change(file('src/a.ts', ['ok', `key = ${token}`])));
    expect(checks).toEqual([
      { name: 'rules/secrets', verdict: 'failed', ms: 0, tail: 'src/a.ts:2: token of GitHub' },
    ]);
  });

  test('in a line that goes, or that was there before, is no finding', () => {
    const hunks = ['@@ -1,2 +1,1 @@', `-key = ${token}`, ` ${token}`].join('\n');
    expect(ruleChecks(block, change(file('a', [], { hunks })))).toEqual([]);
  });

  test('that a later commit took away again is found in the commit that has it', () => {
    const lines = [{ line: 3, text: token, isAdded: true }];
    const commits = [{ commit: 'c'.repeat(40), path: 'gone.env', lines }];
    const [check] = ruleChecks(block, { ...change(), commits });
    expect(check?.tail).toBe('gone.env:3 in commit cccccccccccc: token of GitHub');
  });

  test('in the name of a file is not told either, and a name acts nowhere', () => {
    const [check] = ruleChecks(block, change(file(`${token}\n\u001b[2J<!-- x`, [token])));
    expect(check?.tail).not.toContain(token);
    expect(check?.tail.split('\n')).toHaveLength(1);
    expect(shownPath('a\u202Eb\nc\u001b[31m')).not.toMatch(/[\n\u001b\u202E]/);
  });

  test('is only noted where the config says so, and not looked for where it says that', () => {
    const leak = change(file('a', [token]));
    expect(ruleChecks({ ...off, secrets: 'warn' }, leak)).toMatchObject([{ verdict: 'warned' }]);
    expect(ruleChecks(off, leak)).toEqual([]);
  });

  test('may hide in what is too large to be looked through', () => {
    const large: Patch = { files: [file('a', [], { hunks: null })], isWhole: false };
    expect(ruleChecks(block, { patch: large, commits: [] })).toMatchObject([{ verdict: 'failed' }]);
    expect(ruleChecks(block, { ...change(), commits: null })).toMatchObject([{ verdict: 'failed' }]);
  });

  test('found often is told of in a few lines', () => {
    const [check] = ruleChecks(
      block,
      change(
        file(
          'a',
          Array.from({ length: 100 }, () => token),
        ),
      ),
    );
    expect(check?.tail.split('\n')).toHaveLength(21);
    expect(check?.tail).toContain('and 80 more');
  });
});

describe('Code without its', () => {
  const asks = { ...off, docs: 'block', changelog: 'warn' } as const;
  const verdicts = (...paths: readonly string[]): readonly string[] =>
    ruleChecks(asks, change(...paths.map((path) => file(path)))).map(
      ({ name, verdict }) => `${name} ${verdict}`,
    );

  test.each<[string, readonly string[], readonly string[]]>([
    ['documentation and changelog', ['src/a.ts'], ['rules/docs failed', 'rules/changelog warned']],
    ['changelog', ['src/a.ts', 'docs/a.md'], ['rules/changelog warned']],
    ['documentation', ['src/a.ts', 'CHANGELOG.md'], ['rules/docs failed']],
    ['nothing', ['src/a.ts', 'README.md', '.changeset/x.md'], []],
    ['nothing more', ['src/a.ts', 'README.md', 'changelog/next/a.yml'], []],
    [
      'either, in a folder of that name',
      ['src/changes/a.ts'],
      ['rules/docs failed', 'rules/changelog warned'],
    ],
    ['code', ['test/a.test.ts', 'src/a_test.go', 'package-lock.json', '.gitignore'], []],
    ['change', [], []],
  ])('%s', (_what, paths, expected) => {
    expect(verdicts(...paths)).toEqual(expected);
  });
});

test('What is protected is protected by its old name too, and as a link', () => {
  const rules = { ...off, protected: ['.github/**', 'CODEOWNERS'] };
  const moved = file('ci.yml', [], { kind: 'renamed', from: '.github/workflows/ci.yml' });
  const link = file('.github', ['elsewhere'], { mode: '120000' });
  const { patch } = change(moved, link, file('src/a.ts'));
  expect(protectedPaths(rules, patch)).toEqual(['.github/workflows/ci.yml', '.github']);
});
