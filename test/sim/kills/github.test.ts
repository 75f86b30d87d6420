import { expect, test } from 'vitest';
import { killEverywhere, type Scene, type Share, sharesOf } from './enumerate.ts';
import { AT_GITHUB, BY_THE_FORGE, IN_A_BATCH } from './scenes.ts';

const scenes: readonly (readonly [string, Scene, Share, readonly string[]])[] = [
  ...sharesOf(6).map(
    (share) =>
      [
        `from a pull request to the omnibus (share ${share.part})`,
        AT_GITHUB,
        share,
        ['push', 'open', 'post', 'drop remote', 'publish'],
      ] as const,
  ),
  ...sharesOf(2).map(
    (share) =>
      [
        `where work is merged together (share ${share.part})`,
        IN_A_BATCH,
        share,
        ['push', 'test', 'advance'],
      ] as const,
  ),
  ...sharesOf(2).map(
    (share) =>
      [
        `where only the forge merges (share ${share.part})`,
        BY_THE_FORGE,
        share,
        ['merge call', 'fetch', 'advance'],
      ] as const,
  ),
];

test.each(scenes)(
  'killed at any boundary at a forge that others use too, %s',
  async (_what, scene, share, effects) => {
    const { killed, boundaries, wrong } = await killEverywhere(scene, share);
    expect(wrong).toEqual([]);
    expect(killed.length).toBeGreaterThan(15);
    expect(boundaries).toEqual(expect.arrayContaining(effects.map((effect) => `after ${effect}`)));
  },
);
