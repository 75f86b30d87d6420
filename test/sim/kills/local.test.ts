import { expect, test } from 'vitest';
import { killEverywhere, sharesOf } from './enumerate.ts';
import { LOCAL } from './scenes.ts';

test.each(sharesOf(8))(
  'killed at any boundary of any effect, a supervisor leaves what one leaves that was never killed (share $part of $of)',
  async (share) => {
    const { killed, boundaries, wrong } = await killEverywhere(LOCAL, share);
    expect(wrong).toEqual([]);
    expect(killed.length).toBeGreaterThan(30);
    expect(boundaries).toEqual(expect.arrayContaining([...EACH]));
  },
);

/** Of each step of a task's life at least these. */
const EACH: readonly string[] = [
  'prepare',
  'start',
  'switch',
  'paste',
  'enter',
  'save',
  'compute',
  'open',
  'test',
  'review',
  'post',
  'advance',
  'update',
  'leave branch',
  'discard',
  'revert',
  'restore',
  'seal',
  'publish',
  'end',
  'remove',
].map((effect) => `after ${effect}`);
