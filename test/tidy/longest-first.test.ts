import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LONGEST } from '../support/longest-first.ts';
import { repositoryRoot } from './source.ts';

test('the files that are begun first are there, each once', () => {
  expect(LONGEST.filter((name) => !existsSync(join(repositoryRoot, 'test', name)))).toEqual([]);
  expect(new Set(LONGEST).size).toBe(LONGEST.length);
});
