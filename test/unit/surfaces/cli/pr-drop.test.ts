import { expect, test } from 'vitest';
import { emptyWorld, pullRequest } from '../../views/worlds.ts';
import { czar, type FakeMachine, machine } from './fake-io.ts';

function withRequests(more: Partial<FakeMachine> = {}): FakeMachine {
  const pullRequests = [
    pullRequest(1, { task: 'cart-totals', state: 'merged' }),
    pullRequest(2, { task: null }),
  ];
  return machine({ pictures: [{ from: 0, snapshot: emptyWorld({ pullRequests }) }], ...more });
}

const built = { exit: 4, says: 'refused: cart-ui was built on cart-totals' } as const;

test('a merged task is taken out by its name or its number', async () => {
  for (const which of ['cart-totals', '1', '#1']) {
    const on = withRequests();
    expect((await czar(on, 'pr', 'drop', which)).code).toBe(0);
    expect(on.orders).toMatchObject([{ do: 'drop', task: 'cart-totals', confirmed: false }]);
  }
  const json = await czar(withRequests(), 'pr', 'drop', '1', '--yes', '--json');
  expect(JSON.parse(json.out)).toMatchObject({ number: 1, task: 'cart-totals' });
});

test('what was built on it has to be confirmed: with a yes, or with --yes', async () => {
  const nobody = withRequests({ refuses: built });
  const { code, err } = await czar(nobody, 'pr', 'drop', 'cart-totals');
  expect(code).toBe(4);
  expect(err).toContain('cart-ui was built on cart-totals');
  expect(err).toContain('czar pr drop cart-totals --yes');
  const no = withRequests({ refuses: built, terminal: true, typedLine: 'n' });
  expect((await czar(no, 'pr', 'drop', 'cart-totals')).err).toContain('it stays in');
  const yes = withRequests({ refuses: built, terminal: true, typedLine: 'y' });
  const asked = await czar(yes, 'pr', 'drop', 'cart-totals');
  expect(asked.err.match(/was built on/g)).toHaveLength(2);
});

test('the omnibus, what is not there, and orders of workers are refused', async () => {
  expect((await czar(withRequests(), 'pr', 'drop', '2')).code).toBe(2);
  expect((await czar(withRequests(), 'pr', 'drop', '9')).code).toBe(3);
  expect((await czar(withRequests(), 'pr', 'drop')).code).toBe(2);
  expect((await czar(withRequests({ insideWorker: 'qa' }), 'pr', 'drop', '1')).code).toBe(2);
});
