import { join } from 'node:path';
import { expect, test } from 'vitest';
import { locateHome } from '../../../../src/adapters/files/locate-home.ts';
import { tempProject } from './project.ts';

const queue = { 'work-queue.json': '{}' };
const hiddenQueue = { '.czar/work-queue.json': '{}' };

test.each([
  ['the root, when the queue lies there', queue, '.', true],
  ['.czar, when the queue lies there', hiddenQueue, '.czar', true],
  ['the root, when there are two', { ...queue, ...hiddenQueue }, '.', true],
  ['.czar, as long as there is none', {}, '.czar', false],
  ['what the config says', { ...queue, 'czar.config.jsonc': '{"home": ".czar",}' }, '.czar', false],
  ['found without a config that does not parse', { ...queue, 'czar.config.json': '{"home": ' }, '.', true],
])('the home is %s', async (_what, files, folder, hasQueue) => {
  const { root } = tempProject(files);
  expect(await locateHome(root)).toEqual({ home: join(root, folder), hasQueue });
});
