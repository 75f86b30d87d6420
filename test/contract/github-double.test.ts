import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CANARY, type GitHubBench, gitHubBench } from '../github/bench.ts';

let bench: GitHubBench;
beforeEach(async () => {
  bench = await gitHubBench();
  bench.github.state.users.set('other', 'anna');
});
afterEach(() => bench.close());

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function call(verb: string, path: string, body?: object, token = CANARY): Promise<Answer> {
  const response = await fetch(`${bench.github.baseUrl}/repos/acme/shop${path}`, {
    method: verb,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function opened(): Promise<{ readonly path: string; readonly head: string }> {
  const head = await bench.commit('feat/shop-cart');
  const asked = { title: 'Cart', head: 'feat/shop-cart', base: 'omnibus/shop', body: '' };
  const { status, body } = await call('POST', '/pulls', asked);
  expect(status).toBe(201);
  return { path: `/pulls/${String(body['number'])}`, head };
}

describe('The double of GitHub', () => {
  test('refuses a second pull request of one head, in the words of GitHub', async () => {
    await opened();
    const twin = { title: 'Cart', head: 'feat/shop-cart', base: 'omnibus/shop' };
    expect(await call('POST', '/pulls', twin)).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'A pull request already exists for acme:feat/shop-cart.' }] },
    });
    expect(bench.github.wrong).toEqual([]);
  });

  test('lets nobody approve their own work, and others do', async () => {
    const { path } = await opened();
    const approval = { event: 'APPROVE', body: '' };
    expect(await call('POST', `${path}/reviews`, approval)).toMatchObject({ status: 422 });
    expect(await call('POST', `${path}/reviews`, approval, 'other')).toMatchObject({
      status: 200,
      body: { state: 'APPROVED' },
    });
    expect(bench.github.wrong).toEqual([]);
  });

  test('merges the head that was meant, and no other', async () => {
    const { path, head } = await opened();
    const newer = await bench.commit('feat/shop-cart');
    expect(await call('PUT', `${path}/merge`, { sha: head })).toMatchObject({ status: 409 });
    const merged = await call('PUT', `${path}/merge`, { sha: newer });
    expect(merged).toMatchObject({ status: 200, body: { merged: true } });
    expect(bench.github.state.bare.tip('omnibus/shop')).toBe(merged.body['sha']);
    expect(bench.github.wrong).toEqual([]);
  });

  test('shows a pull request as merged when a push brings its head to its base', async () => {
    const { path } = await opened();
    const sha = await bench.merge('feat/shop-cart', 'omnibus/shop');
    expect(await call('GET', path)).toMatchObject({
      body: { state: 'closed', merged: true, merge_commit_sha: sha },
    });
  });

  test('notices what GitHub would not understand', async () => {
    const { path } = await opened();
    await call('PATCH', path, { title: 7 });
    expect(bench.github.wrong).toHaveLength(1);
  });

  test('tells strangers nothing', async () => {
    expect(await call('GET', '/pulls', undefined, 'nobody')).toMatchObject({ status: 401 });
  });
});
