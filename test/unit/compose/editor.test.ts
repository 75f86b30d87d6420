import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openEditor } from '../../../src/compose/editor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Writes down what it is called with. */
function anEditor(name: string): { readonly path: string; readonly args: () => readonly string[] } {
  const folder = temporaryFolder();
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" >'${join(folder, 'args')}'\n`);
  chmodSync(path, 0o755);
  return { path, args: () => readFileSync(join(folder, 'args'), 'utf8').trimEnd().split('\n') };
}

function env(editor: string): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], EDITOR: editor };
}

test('an editor may have options of its own', async () => {
  const { path, args } = anEditor('editor');
  await openEditor('/a task.md', env(` ${path}  --wait -n `));
  expect(args()).toEqual(['--wait', '-n', '/a task.md']);
});

test('quotes are read as the shell reads them', async () => {
  const { path, args } = anEditor('my editor');
  await openEditor('/a task.md', env(`'${path}' --title "a task" -n`));
  expect(args()).toEqual(['--title', 'a task', '-n', '/a task.md']);
});

test('nothing in the name of the file is read by a shell', async () => {
  const { path, args } = anEditor('editor');
  const touched = join(temporaryFolder(), 'touched');
  const hostile = `/$(touch ${touched})"; touch ${touched} #.md`;
  await openEditor(hostile, env(`"${path}"`));
  expect(args()).toEqual([hostile]);
  expect(existsSync(touched)).toBe(false);
});

test.each(['/no/such/editor', '"/no/such/editor" --wait'])(
  '%s: there is none, and it is said',
  async (editor) => {
    await expect(openEditor('/task.md', env(editor))).rejects.toThrow('there is no such program');
  },
);

test('an editor that ends badly is told of', async () => {
  await expect(openEditor('/task.md', env('false'))).rejects.toThrow('it ended with 1');
});
