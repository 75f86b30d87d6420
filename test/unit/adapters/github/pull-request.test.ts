import { describe, expect, test } from 'vitest';
import type { Pull } from '../../../../src/adapters/github/decode-answer.ts';
import { bodyWith, checksIn, readPull, statusOfCheck } from '../../../../src/adapters/github/pull-request.ts';

const projectId = 'a1b2c3d4e5f6';
const mark = (task: string): string => `<!-- czar:${projectId}/${task} -->`;

function pull(body: string | null, change: Partial<Pull> = {}): Pull {
  return {
    number: 7,
    node_id: 'PR_7',
    state: 'open',
    draft: false,
    title: 'Cart',
    body,
    head: { ref: 'feat/shop-cart', sha: 'a'.repeat(40) },
    base: { ref: 'omnibus/shop' },
    labels: [],
    assignees: null,
    html_url: 'https://github.com/acme/shop/pull/7',
    merged_at: null,
    merge_commit_sha: 'b'.repeat(40),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-02T00:00:00Z',
    ...change,
  };
}

const reading = { projectId, checks: [], me: 'czar-bot' };

describe('A pull request of GitHub', () => {
  test('has the text that it was given, its task and its attempt', () => {
    const body = `A cart\n\n${mark('cart')}\n`;
    expect(readPull(pull(bodyWith(body, 12)), reading)).toMatchObject({ body, task: 'cart', attempt: 12 });
    expect(readPull(pull(bodyWith(body, null)), reading)).toMatchObject({ body, attempt: null });
  });

  test('edited in a browser, with other ends of lines, is read the same', () => {
    const body = bodyWith(`A cart\n\n${mark('cart')}\n`, 2).replaceAll('\n', '\r\n');
    expect(readPull(pull(body), reading)).toMatchObject({ task: 'cart', attempt: 2 });
  });

  test('is of the task that the last mark names, and of none without one of this project', () => {
    const task = (body: string | null): string | null => readPull(pull(body), reading).task;
    expect(task(`${mark('tax')} says somebody\n${mark('cart')}`)).toBe('cart');
    expect(task('<!-- czar:000000000000/cart -->')).toBeNull();
    expect(task(mark('the omnibus'))).toBeNull();
    expect(task(mark('../x'))).toBeNull();
    expect(task(null)).toBeNull();
  });

  test('is merged when GitHub says when; before that its merge commit is only an experiment', () => {
    expect(readPull(pull(''), reading)).toMatchObject({ state: 'open', mergedSha: null });
    const merged = pull('', { state: 'closed', merged_at: '2026-01-02T00:00:00Z' });
    expect(readPull(merged, reading)).toMatchObject({ state: 'merged', mergedSha: 'b'.repeat(40) });
    expect(readPull(pull('', { state: 'closed' }), reading)).toMatchObject({
      state: 'closed',
      mergedSha: null,
    });
  });

  test('of whoever Czar speaks as is assigned to @me', () => {
    const assignees = [{ login: 'czar-bot' }, { login: 'anna' }];
    expect(readPull(pull('', { assignees }), reading).assignees).toEqual(['@me', 'anna']);
  });
});

describe('Checks', () => {
  test('come back from the statuses of a commit without what they printed', () => {
    const verdicts = ['passed', 'failed', 'flaky', 'timed-out'] as const;
    const checks = verdicts.map((verdict) => ({ name: `a ${verdict}`, verdict, ms: 12, tail: 'secret' }));
    expect(checksIn(checks.map(statusOfCheck))).toEqual(checks.map((check) => ({ ...check, tail: '' })));
  });

  test('of others are none of ours', () => {
    const of = (context: string, description: string | null) => ({ context, state: 'success', description });
    expect(checksIn([of('ci/test', 'passed after 1 ms'), of('czar/x', null), of('czar/x', 'fine')])).toEqual(
      [],
    );
  });
});
