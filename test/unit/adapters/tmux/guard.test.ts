import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../../../src/adapters/tmux/guard.ts';

const who = { serverPid: 10, paneId: '%1', panePid: 100, number: 3 };

describe('why nothing was typed', () => {
  test.each([
    ['no 10:%1:100:abc:3 0 1 ', 'copy-mode'],
    ['no 10:%1:101:abc:4 0 0 ', 'other-generation'],
    ['no 10:%1:100:abc:4 1 0 ', 'other-generation'],
    ['no 10:%1:100:abc:3 1 0 ', 'gone'],
    ['no 11:%1:100:abc:3 0 0 ', 'gone'],
    ['no 10:%0:100:abc:3 0 0 ', 'gone'],
    ['no 10:%1:100:other:3 0 0 ', 'gone'],
    ['no 10:%0:90:: 0 0 ', 'gone'],
    ['no 10:%1:100:abc:3 0 0 ffff', 'busy'],
    ['something else', 'gone'],
  ] as const)('from %j it is %s', (printed, reason) => {
    expect(refusalOf(printed, 'abc', who)).toBe(reason);
  });
});
