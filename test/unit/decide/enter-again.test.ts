import { expect, test } from 'vitest';
import { type AfterEnter, enterAgain } from '../../../src/decide/enter-again.ts';

const after = (over: Partial<AfterEnter>): ReturnType<typeof enterAgain> =>
  enterAgain({ unread: false, waitedMs: 2_000, readMs: 1_500, paceMs: 150, isHarmless: false, ...over });

test('an Enter that was read and did nothing is pressed again', () => {
  expect(after({})).toBe('press');
});

test('one that waits unread is not, however long that takes', () => {
  expect(after({ unread: true, waitedMs: 44_999, readMs: 44_999, isHarmless: true })).toBe('wait');
  expect(after({ unread: true, waitedMs: 45_000, readMs: 45_000, isHarmless: true })).toBe('stop');
});

test('an agent has four times as long to work as it took to show the text, from when it read the Enter', () => {
  expect(after({ waitedMs: 30_000, readMs: 599 })).toBe('wait');
  expect(after({ waitedMs: 30_000, readMs: 600 })).toBe('press');
  expect(after({ paceMs: 3_000, readMs: 11_999 })).toBe('wait');
  expect(after({ paceMs: 30_000, readMs: 20_000 })).toBe('press');
});

test('where nobody can tell, it is pressed again only where a second one does nothing', () => {
  expect(after({ unread: null })).toBe('stop');
  expect(after({ unread: null, isHarmless: true })).toBe('press');
  expect(after({ unread: null, isHarmless: true, readMs: 599 })).toBe('wait');
});
