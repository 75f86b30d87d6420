import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { localForge } from '../../../../src/adapters/local-forge/forge.ts';
import type { NewPullRequest } from '../../../../src/ports/forge.ts';
import { realClock } from '../../../support/git-clock.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'czar-forge-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const draft: NewPullRequest = {
  task: null,
  attempt: null,
  head: 'omnibus/shop',
  base: 'main',
  headSha: 'a'.repeat(40),
  title: 'Omnibus',
  body: '',
  labels: [],
  assignees: [],
  draft: true,
};

test('each pull request is one file with its number as its name, and nothing else is left', async () => {
  const forge = localForge({ dir, clock: realClock });
  const pr = await forge.open(draft);
  await forge.update(pr.number, { draft: false });
  expect(readdirSync(dir)).toEqual(['1.json']);
  expect(JSON.parse(readFileSync(join(dir, '1.json'), 'utf8'))).toMatchObject({ number: 1, draft: false });
});

test('another start finds what the last one opened', async () => {
  const pr = await localForge({ dir, clock: realClock }).open(draft);
  expect(await localForge({ dir, clock: realClock }).find(draft.head)).toEqual(pr);
});

test('a file that is no pull request is a fault that names it', async () => {
  const forge = localForge({ dir, clock: realClock });
  writeFileSync(join(dir, '7.json'), '{"number": "seven"}');
  const listing = forge.list();
  await expect(listing).rejects.toThrow('7.json');
  await expect(listing).rejects.toMatchObject({ facts: { code: 'forge-failed' } });
});

test('files that are not numbered are not looked at', async () => {
  writeFileSync(join(dir, 'notes.json'), 'nothing');
  expect(await localForge({ dir, clock: realClock }).list()).toEqual([]);
});
