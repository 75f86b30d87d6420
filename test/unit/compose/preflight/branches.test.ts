import { expect, test } from 'vitest';
import { foldersOf } from '../../../../src/compose/preflight/branches.ts';

test.each([
  ['feat/shop-', 'omnibus/shop', { feat: 'git.branchPrefix', omnibus: 'git.integration' }],
  ['bots/czar/shop-', 'all', { bots: 'git.branchPrefix', 'bots/czar': 'git.branchPrefix' }],
  ['shop-', 'shop', {}],
])('the folders of %s and %s', (branchPrefix, integration, folders) => {
  expect(Object.fromEntries(foldersOf({ branchPrefix, integration }))).toEqual(folders);
});
