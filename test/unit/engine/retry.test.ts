import { describe, expect, test } from 'vitest';
import { Fault, type FaultFacts } from '../../../src/domain/fault.ts';
import type { Failure } from '../../../src/domain/ledger.ts';
import { failureOf } from '../../../src/engine/retry.ts';

const fault = (over: Partial<FaultFacts>): Fault =>
  new Fault({ code: 'git-failed', what: 'merge', on: 'a', because: 'no', ...over });

describe('a failed effect', () => {
  test.each<[string, unknown, boolean]>([
    ['a fault that says it passes', fault({ transient: true }), false],
    ['a fault that says it does not', fault({ code: 'deadline', transient: false }), true],
    ['a deadline', fault({ code: 'deadline' }), false],
    ['an unreachable tmux', fault({ code: 'tmux-unreachable' }), false],
    ['a pane that is gone', fault({ code: 'pane-gone' }), false],
    ['a refusal of git', fault({ code: 'git-refused' }), true],
    ['a mistake of ours', new TypeError('undefined'), false],
    ['something that is no error', 'no', false],
  ])('is given up or tried again by its class: %s', (_what, error, lasting) => {
    expect(failureOf(error, undefined, 1_000).lasting).toBe(lasting);
  });

  test('is tried again after a second, then twice as late each time, at most five minutes later', () => {
    const delays: number[] = [];
    let before: Failure | undefined;
    for (let count = 1; count <= 12; count += 1) {
      before = failureOf(new Error('no'), before, 0);
      expect(before).toMatchObject({ count, message: 'no' });
      delays.push(before.nextTryAt);
    }
    expect(delays.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(Math.max(...delays)).toBe(300_000);
  });
});
