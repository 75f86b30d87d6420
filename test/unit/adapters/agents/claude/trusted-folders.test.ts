import { describe, expect, test } from 'vitest';
import { keptFolders, withoutFolder } from '../../../../../src/adapters/agents/claude/trusted-folders.ts';

const text = `{
  "numStartups": 12,
  "projects": {
    "/home/me/shop": { "hasTrustDialogAccepted": true, "history": [] },
    "/home/me/shop/.czar/worktrees/w1": {
      "hasTrustDialogAccepted": true,
      "mcpServers": {}
    },
    "/home/me/shop/.czar/worktrees/w2": { "allowedTools": [] }
  },
  "oauthAccount": { "emailAddress": "a@b.example" }
}
`;

test('names the folders that something is kept about', () => {
  expect(keptFolders(text)).toEqual([
    '/home/me/shop',
    '/home/me/shop/.czar/worktrees/w1',
    '/home/me/shop/.czar/worktrees/w2',
  ]);
});

test.each(['', '{', '[]', '{"projects": []}', '{"projects": {"a": }}', '{}', 'null'])(
  'finds none in %j',
  (odd) => {
    expect(keptFolders(odd)).toEqual([]);
  },
);

describe('taking one out', () => {
  test.each(['/home/me/shop', '/home/me/shop/.czar/worktrees/w1', '/home/me/shop/.czar/worktrees/w2'])(
    'leaves everything else as it is written: %s',
    (folder) => {
      const left = withoutFolder(text, folder);
      expect(keptFolders(left)).toEqual(keptFolders(text).filter((one) => one !== folder));
      const ends = [text.indexOf('{', 2), text.indexOf('"oauth')] as const;
      expect(left.startsWith(text.slice(0, ends[0]))).toBe(true);
      expect(left.endsWith(text.slice(ends[1]))).toBe(true);
    },
  );

  test('changes nothing where it is not', () => {
    expect(withoutFolder(text, '/elsewhere')).toBe(text);
  });

  test('works on one line', () => {
    expect(withoutFolder('{"projects":{"/a":{"x":1},"/b":{}},"y":2}', '/a')).toBe(
      '{"projects":{"/b":{}},"y":2}',
    );
    expect(withoutFolder('{"projects":{"/a":{"x":1}},"y":2}', '/a')).toBe('{"projects":{},"y":2}');
  });
});
