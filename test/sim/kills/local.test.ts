import { expect, test } from 'vitest';
import { killEverywhere } from './enumerate.ts';
import { LOCAL } from './scenes.ts';

const SHARES = 8;

test.each(Array.from({ length: SHARES }, (_, part) => part))(
  'killed at any boundary of any effect, a supervisor leaves what one leaves that was never killed (share %i)',
  async (part) => {
    const { killed, boundaries, wrong } = await killEverywhere(LOCAL, { part, of: SHARES });
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
