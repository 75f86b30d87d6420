import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAgent, isOnPath } from '../../../src/compose/programs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function foldersWith(...programs: readonly string[]): string {
  const base = temporaryFolder();
  return programs
    .map((program, index) => {
      const folder = join(base, String(index));
      mkdirSync(folder);
      writeFileSync(join(folder, program), '#!/bin/sh\n');
      chmodSync(join(folder, program), 0o755);
      return folder;
    })
    .join(':');
}

test('the first known agent on PATH is found, whatever the order of its folders', async () => {
  expect(await findAgent({ PATH: foldersWith('codex', 'claude') })).toBe('claude');
  expect(await findAgent({ PATH: foldersWith('codex', 'demo') })).toBe('codex');
  expect(await findAgent({ PATH: foldersWith('git', 'demo') })).toBeNull();
});

test('a program that cannot be run, or a folder of its name, is none', async () => {
  const path = foldersWith('claude');
  chmodSync(join(path, 'claude'), 0o644);
  mkdirSync(join(path, 'codex'));
  expect(await findAgent({ PATH: path })).toBeNull();
  expect(await isOnPath('sh', undefined)).toBe(true);
});
