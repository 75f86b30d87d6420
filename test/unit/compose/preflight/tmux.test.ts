import { expect, test } from 'vitest';
import { isNewEnough } from '../../../../src/compose/preflight/tmux.ts';

test.each([
  ['tmux 3.2', true],
  ['tmux 3.2a', true],
  ['tmux 3.10', true],
  ['tmux 4.0', true],
  ['tmux next-3.4', true],
  ['tmux openbsd-7.4', true],
  ['tmux master', true],
  ['tmux 3.1c', false],
  ['tmux 2.9a', false],
  ['screen 4.9', false],
  ['', false],
])('"%s" is new enough: %s', (said, isNew) => {
  expect(isNewEnough(said)).toBe(isNew);
});
