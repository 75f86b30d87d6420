import { describe, expect, test } from 'vitest';
import type { Key } from 'ink';
import { hearing } from '../../../../src/surfaces/tui/keys.ts';

const noKey: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

/** What is made of one thing that ink heard. */
function heard(input: string, key: Partial<Key> = {}): unknown {
  return hearing()(input, { ...noKey, ...key });
}

const keys = (...names: readonly string[]): unknown => names.map((key) => ({ on: 'key', key }));

describe('keys', () => {
  test.each([
    ['j', {}, keys('j')],
    ['jjk', {}, keys('j', 'j', 'k')],
    ['é買👨‍👩‍👧', {}, keys('é', '買', '👨‍👩‍👧')],
    ['', { upArrow: true }, keys('up')],
    ['', { return: true }, keys('enter')],
    ['', { escape: true, meta: true }, keys('esc')],
    ['', { tab: true, shift: true }, keys('shift-tab')],
    ['', { delete: true }, keys('backspace')],
    ['c', { ctrl: true }, keys('ctrl-c')],
    ['y\r', {}, keys('y', 'enter')],
    ['\u0003\u0003', {}, keys('ctrl-c', 'ctrl-c')],
    ['j\u000c\u0017\n\t\b', {}, keys('j', 'ctrl-l', 'ctrl-w', 'ctrl-j', 'tab', 'backspace')],
    ['x', { meta: true }, []],
    ['[23~', {}, []],
    ['OP', {}, []],
  ])('%j with %j', (input, key, expected) => expect(heard(input, key)).toEqual(expected));
});

describe('the mouse', () => {
  test.each([
    ['[<0;5;7M', [{ on: 'mouse', does: 'press', row: 6, column: 4 }]],
    ['[<0;5;7m', []],
    ['[<64;1;1M', [{ on: 'mouse', does: 'wheel-up', row: 0, column: 0 }]],
    ['[<65;1;1M', [{ on: 'mouse', does: 'wheel-down', row: 0, column: 0 }]],
    ['[<35;9;9M', []],
  ])('%s', (input, expected) => expect(heard(input)).toEqual(expected));
});

test('a paste is one input, whatever is in it', () => {
  const hear = hearing();
  expect(hear('[200~', noKey)).toEqual([]);
  expect(hear('one\rtwo', noKey)).toEqual([]);
  expect(hear('', { ...noKey, return: true })).toEqual([]);
  expect(hear('q', noKey)).toEqual([]);
  expect(hear('[201~', noKey)).toEqual([{ on: 'paste', text: 'one\ntwo\nq' }]);
  expect(hear('q', noKey)).toEqual(keys('q'));
});
