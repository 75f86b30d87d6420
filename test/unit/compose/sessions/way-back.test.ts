import { expect, test } from 'vitest';
import { keysOf } from '../../../../src/compose/sessions/way-back.ts';

test('the keys that leave a session are told in words', () => {
  expect(keysOf('C-b', null)).toBe('Ctrl-b d');
  expect(keysOf('C-a', 'C-b')).toBe('Ctrl-a d');
  expect(keysOf('M-x', null)).toBe('Alt-x d');
});

test('inside of a tmux with the same prefix it has to be pressed twice', () => {
  expect(keysOf('C-b', 'C-b')).toBe('Ctrl-b twice, then d');
});

test('a server without a prefix is left as its owner is used to', () => {
  expect(keysOf('None', null)).toContain('your own keys');
});
