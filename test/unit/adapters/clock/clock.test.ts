import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openClock } from '../../../../src/adapters/clock/clock.ts';

const clock = openClock();
const dayMs = 24 * 60 * 60 * 1_000;

afterEach(() => {
  vi.useRealTimers();
});

describe('a wait', () => {
  test('lasts at least as long as it was asked to', async () => {
    const begun = clock.monotonicMs();
    await clock.wait(30);
    expect(clock.monotonicMs() - begun).toBeGreaterThanOrEqual(30);
  });

  test('ends at once when it is aborted, and leaves no listener behind', async () => {
    const aborter = new AbortController();
    const waiting = clock.wait(dayMs, aborter.signal);
    expect(getEventListeners(aborter.signal, 'abort')).toHaveLength(1);
    aborter.abort();
    await waiting;
    expect(getEventListeners(aborter.signal, 'abort')).toEqual([]);
  });

  test('does not begin when it was aborted before', async () => {
    await expect(clock.wait(dayMs, AbortSignal.abort())).resolves.toBeUndefined();
  });

  test.each([0, -1, Number.NaN])('of %d ms is over at once', async (ms) => {
    await expect(clock.wait(ms)).resolves.toBeUndefined();
  });

  test('of more days than a timer can count lasts as long', async () => {
    vi.useFakeTimers();
    let over = false;
    const waiting = clock.wait(60 * dayMs).then(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(59 * dayMs);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(dayMs);
    await waiting;
    expect(over).toBe(true);
  });

  test('without end can be aborted', async () => {
    const aborter = new AbortController();
    const waiting = clock.wait(Number.POSITIVE_INFINITY, aborter.signal);
    aborter.abort();
    await expect(waiting).resolves.toBeUndefined();
  });

  test('that is over leaves no listener behind', async () => {
    const { signal } = new AbortController();
    await clock.wait(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

test('time goes on and never back', () => {
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000);
  const times = Array.from({ length: 1_000 }, () => clock.monotonicMs());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test.each([1, 6, 7, 12])('random hex has %i digits and does not repeat', (digits) => {
  const text = clock.randomHex(digits);
  expect(text).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`));
  expect(clock.randomHex(16)).not.toBe(clock.randomHex(16));
});
