import { expect, test } from 'vitest';
import { killEverywhere } from './enumerate.ts';
import { LOCAL } from './scenes.ts';

test('killed at any boundary of any effect, a supervisor leaves what one leaves that was never killed', async () => {
  const { boundaries, wrong } = await killEverywhere(LOCAL);
  expect(wrong).toEqual([]);
  expect(new Set(boundaries)).toEqual(new Set([...boundaries, ...EACH]));
});

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
