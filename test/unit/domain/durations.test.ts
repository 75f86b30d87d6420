import { expect, test } from 'vitest';
import { shortDuration, wholeDuration } from '../../../src/domain/units.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

test.each([
  [0, '0s'],
  [59 * second, '59s'],
  [minute, '1m'],
  [70 * second, '1m10s'],
  [119 * second, '1m59s'],
  [150 * second, '2m'],
  [127 * minute, '2h07m'],
  [76 * hour, '3d04h'],
])('in tables %i ms are %s: seconds matter up to two minutes', (ms, text) => {
  expect(shortDuration(ms)).toBe(text);
});

test.each([
  [45 * second, '45s'],
  [70 * second, '1m10s'],
  [150 * second, '2m30s'],
  [2 * hour, '2h00m'],
  [2 * hour + 5 * second, '2h00m05s'],
  [25 * hour + 30 * minute, '1d01h30m'],
  [14 * 24 * hour, '14d00h'],
])('what was configured is told whole: %i ms are %s', (ms, text) => {
  expect(wholeDuration(ms)).toBe(text);
});
