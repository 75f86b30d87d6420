import { expect, test } from 'vitest';
import { emptyWorld, pullRequest } from '../../views/worlds.ts';
import { czar, type FakeMachine, machine } from './fake-io.ts';

function withRequests(more: Partial<FakeMachine> = {}): FakeMachine {
  const pullRequests = [
    pullRequest(4, { task: 'cart-ui' }),
    pullRequest(1, { task: 'cart-totals' }),
    pullRequest(2, { task: 'engineer1', state: 'merged' }),
    pullRequest(3, { task: null }),
  ];
  return machine({ pictures: [{ from: 0, snapshot: emptyWorld({ pullRequests }) }], ...more });
}

test('the checks of one pull request are run by its number or task, and their verdicts printed', async () => {
  const on = withRequests();
  const checks = [
    { name: 'test', verdict: 'passed', ms: 1_200, tail: '' },
    { name: 'lint', verdict: 'failed', ms: 900, tail: 'a.ts:1 no\u001b[2J good\n' },
  ] as const;
  on.checked = { ...on.checked, verdict: 'failed', checks };
  const { code, out } = await czar(on, 'pr', 'check', '1');
  expect(code).toBe(1);
  expect(on.asked).toEqual(['check 1']);
  expect(out).toMatch(/^#1 cart-totals: failed \(aaaaaaaa merged into bbbbbbbb\)\n {2}passed {2}test/);
  expect(out).toContain('    a.ts:1 no');
  expect(out).not.toMatch(/[^\P{C}\n]/u);
  const good = withRequests();
  expect((await czar(good, 'pr', 'check', 'cart-ui')).code).toBe(0);
  expect(good.asked).toEqual(['check 4']);
});

test('without a name all that are open are checked, oldest first; one that does not pass is exit 1', async () => {
  const on = withRequests();
  expect((await czar(on, 'pr', 'check')).code).toBe(0);
  expect(on.asked).toEqual(['check 1', 'check 4']);
  on.checked = { ...on.checked, verdict: 'conflict', conflicts: ['x.ts'] };
  const { code, out } = await czar(on, 'pr', 'check', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject([{ number: 1, conflicts: ['x.ts'] }, { number: 4 }]);
});

test('what is not open, not there, or asked by a worker is refused', async () => {
  expect((await czar(withRequests(), 'pr', 'check', '2')).code).toBe(2);
  expect((await czar(withRequests(), 'pr', 'check', '3')).code).toBe(2);
  expect((await czar(withRequests(), 'pr', 'check', '9')).code).toBe(3);
  expect((await czar(withRequests({ insideWorker: 'qa' }), 'pr', 'check')).code).toBe(2);
});

test('protected paths and where the review stands are said, and what a rule warns of', async () => {
  const on = withRequests();
  const warned = { name: 'rules/docs', verdict: 'warned', ms: 0, tail: 'code was changed (a.ts)' } as const;
  on.checked = { ...on.checked, checks: [warned], protected: ['.github/a\n.yml'], review: 'approved by m' };
  const { code, out } = await czar(on, 'pr', 'check', '1');
  expect(code).toBe(0);
  expect(out).toContain('    code was changed (a.ts)\n  needs you  .github/a .yml is protected\n');
  expect(out).toContain('  review  approved by m\n');
});
