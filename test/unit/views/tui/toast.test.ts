import { expect, test } from 'vitest';
import { toastAfter } from '../../../../src/views/tui/toast.ts';

const at = 1_000_000;

test('what came of two things at nearly the same time is both told, and as bad as the worse of them', () => {
  const first = toastAfter(null, { on: 'told', tone: 'bad', text: 'w1: refused' }, at);
  const both = toastAfter(first, { on: 'told', tone: 'good', text: 'w2: confirmed' }, at + 3_999);
  expect(both).toEqual({ tone: 'bad', text: 'w1: refused\nw2: confirmed', at: at + 3_999 });
});

test('what was told a while ago makes room', () => {
  const first = toastAfter(null, { on: 'told', tone: 'good', text: 'w1: confirmed' }, at);
  const next = toastAfter(first, { on: 'told', tone: 'good', text: 'w2: confirmed' }, at + 4_000);
  expect(next).toEqual({ tone: 'good', text: 'w2: confirmed', at: at + 4_000 });
});

test.each(['plain then good', 'good then plain'] as const)('%s: the newer one alone', (order) => {
  const [before, after] =
    order === 'plain then good' ? (['plain', 'good'] as const) : (['good', 'plain'] as const);
  const first = toastAfter(null, { on: 'told', tone: before, text: 'one' }, at);
  expect(toastAfter(first, { on: 'told', tone: after, text: 'two' }, at + 1)).toEqual({
    tone: after,
    text: 'two',
    at: at + 1,
  });
});
