import { expect, test } from 'vitest';
import { keptFolders, withoutFolder } from '../../../../../src/adapters/agents/codex/trusted-folders.ts';

const text = `model = "gpt-x" # mine

[projects."/srv/shop"]
trust_level = "trusted"

[projects."/srv/shop/.czar/worktrees/w1"]
trust_level = "trusted"

[projects."/srv/shop/.czar/worktrees/w2"]
trust_level = "trusted"
note = "mine"

# about tools
[tui]
theme = "dark"

[projects."/srv/a \\"b\\""]
trust_level = "untrusted"
`;

test('the folders with a trust and nothing else beside it are found', () => {
  expect(keptFolders(text)).toEqual(['/srv/shop', '/srv/shop/.czar/worktrees/w1', '/srv/a "b"']);
});

test('only what is kept about one folder goes', () => {
  const after = withoutFolder(text, '/srv/shop/.czar/worktrees/w1');
  expect(after).toBe(
    text.replace('[projects."/srv/shop/.czar/worktrees/w1"]\ntrust_level = "trusted"\n\n', ''),
  );
  expect(withoutFolder(text, '/srv/a "b"')).toBe(text.slice(0, text.indexOf('[projects."/srv/a')));
});

test.each([
  ['has more in it', '/srv/shop/.czar/worktrees/w2'],
  ['is not there', '/srv/other'],
])('a table that %s stays', (_what, folder) => {
  expect(withoutFolder(text, folder)).toBe(text);
});

test.each([
  ['a comment behind it', '[projects."/x"]\ntrust_level = "trusted"\n# mine\n[tui]\n'],
  ['a string of several lines', 'notes = """\n[projects."/x"]\ntrust_level = "trusted"\n"""\n'],
  ['another form', 'projects = { "/x" = { trust_level = "trusted" } }\n'],
  ['another key before', '[projects."/x"]\nnote = 1\ntrust_level = "trusted"\n'],
])('nothing is found where there is %s', (_what, odd) => {
  expect(keptFolders(odd)).toEqual([]);
  expect(withoutFolder(odd, '/x')).toBe(odd);
});
