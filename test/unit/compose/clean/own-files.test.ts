import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acceptanceOf } from '../../../../src/compose/acceptance/store.ts';
import { ownFiles } from '../../../../src/compose/clean/own-files.ts';
import type { Place } from '../../../../src/compose/place.ts';
import { commandsIn } from '../../../support/accepted.ts';
import { aPolicy } from '../../../support/policy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

function aPlace(): Place {
  const base = temporaryFolder();
  const root = join(base, 'shop');
  const around = {
    env: { HOME: join(base, 'home') },
    version: '1',
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  const journalDir = join(base, 'journal');
  return {
    root,
    home: root,
    topLevel: root,
    gitDir: base,
    commonDir: base,
    projectId: 'a1',
    journalDir,
    around,
  };
}

test('what was accepted goes with everything else of a project, and stays while work of it does', async () => {
  const place = aPlace();
  const acceptance = acceptanceOf(place);
  await acceptance.accept(commandsIn(aPolicy()), 1);
  const survey = { place, all: true, runs: false, policy: aPolicy({ worktrees: join(place.root, 'trees') }) };
  expect((await ownFiles(survey, true)).removals).toEqual([]);
  const { removals } = await ownFiles(survey, false);
  expect(removals.map(({ proof }) => proof)).toEqual(['the next start asks again what may run']);
  for (const removal of removals) await removal.take();
  expect((await acceptance.last()).commands).toBeNull();
});

test('empty folders of checks by hand go, and so do those above them; one with something in it stays', async () => {
  const place = aPlace();
  const gates = join(place.root, '.czar', 'gates');
  mkdirSync(join(gates, 'pr-3'), { recursive: true });
  const survey = { place, all: true, runs: false, policy: aPolicy({ worktrees: join(place.root, 'trees') }) };
  const left: (string | null)[] = [];
  for (const removal of (await ownFiles(survey, false)).removals) left.push(await removal.take());
  expect(left).toEqual([null, null, null]);
  expect(existsSync(join(place.root, '.czar'))).toBe(false);
  mkdirSync(join(gates, 'pr-4', '1'), { recursive: true });
  for (const removal of (await ownFiles(survey, false)).removals) await removal.take();
  expect(existsSync(join(gates, 'pr-4', '1'))).toBe(true);
});
