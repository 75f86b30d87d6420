import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { openHookLetters } from '../../src/adapters/github/hook-letters.ts';
import { openWebhook } from '../../src/adapters/github/webhook.ts';
import type { Hooks } from '../../src/ports/hooks.ts';

const SECRET = 'a secret of the test';
const NOW = Date.parse('2026-03-01T12:00:00Z');
const MINUTE_MS = 60_000;

const closing: Hooks[] = [];
afterEach(async () => {
  for (const hooks of closing.splice(0)) await hooks.close();
});

interface Bench {
  readonly hooks: Hooks;
  readonly hints: () => number;
  readonly post: (call: Call) => Promise<number>;
}

interface Call {
  readonly body: string;
  readonly delivery?: string;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly path?: string;
  /** Without a length in its header. */
  readonly chunked?: boolean;
}

function told(over: object = {}): string {
  return JSON.stringify({
    action: 'closed',
    pull_request: { number: 4, updated_at: '2026-03-01T11:59:58Z' },
    repository: { full_name: 'Acme/shop', pushed_at: '2026-01-01T00:00:00Z' },
    ...over,
  });
}

/** A listener that was begun so long ago. */
async function listening(agoMs = 60 * MINUTE_MS): Promise<Bench> {
  let hints = 0;
  let now = NOW - agoMs;
  const hooks = openWebhook({
    host: '127.0.0.1',
    port: 0,
    path: '/czar',
    now: () => now,
    letters: async () => openHookLetters({ secret: SECRET, owner: 'acme', name: 'shop', now: () => now }),
  });
  closing.push(hooks);
  hooks.onHint(() => {
    hints += 1;
  });
  await hooks.listen();
  now = NOW;
  const port = Number(hooks.state().address.split(':').at(-1));
  return { hooks, hints: () => hints, post: (call) => send(port, call) };
}

/** The status that came back. */
function send(port: number, call: Call): Promise<number> {
  const { body, delivery = 'd0000000-0001', secret = SECRET, method = 'POST', path = '/czar' } = call;
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return new Promise((resolve, reject) => {
    const out = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: {
        'content-type': 'application/json',
        'x-github-delivery': delivery,
        'x-hub-signature-256': signature,
        ...(call.chunked === true ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        ...call.headers,
      },
    });
    out.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    out.once('error', reject);
    out.end(body);
  });
}

describe('A call of GitHub', () => {
  test('that is genuine is heard: it wakes, and nothing else', async () => {
    const { hooks, hints, post } = await listening();
    expect(await post({ body: told() })).toBe(202);
    expect(hints()).toBe(1);
    expect(hooks.state()).toMatchObject({ heard: 1, heardAt: NOW, refused: {}, trouble: null });
  });

  test('that only tries the connection is answered, and wakes nobody however often it comes', async () => {
    const { hooks, hints, post } = await listening();
    const body = JSON.stringify({
      zen: 'Keep it logically awesome.',
      repository: { full_name: 'acme/shop' },
    });
    expect(await post({ body })).toBe(202);
    const again = await listening(0);
    expect(await again.post({ body, delivery: 'd0000000-0002' })).toBe(202);
    for (const one of [hooks, again.hooks]) expect(one.state()).toMatchObject({ heard: 0, heardAt: null });
    expect([hints(), again.hints()]).toEqual([0, 0]);
  });

  test('that was heard does nothing when it comes again after a restart, under whatever id', async () => {
    const before = await listening();
    expect(await before.post({ body: told() })).toBe(202);
    const after = await listening(1_000);
    expect(await after.post({ body: told() })).toBe(409);
    expect(await after.post({ body: told(), delivery: 'd0000000-0002' })).toBe(409);
    expect(after.hints()).toBe(0);
    expect(after.hooks.state()).toMatchObject({ heard: 0, heardAt: null });
    const since = told({ pull_request: { number: 4, updated_at: '2026-03-01T12:00:00Z' } });
    expect(await after.post({ body: since, delivery: 'd0000000-0003' })).toBe(202);
    expect(after.hints()).toBe(1);
  });

  test.each([
    ['with another secret', { body: told(), secret: 'somebody else guesses' }, 401, 'forged'],
    ['without a signature', { body: told(), headers: { 'x-hub-signature-256': '' } }, 401, 'forged'],
    [
      'with the signature of another text',
      { body: told({ action: 'opened' }), headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } },
      401,
      'forged',
    ],
    ['without an id', { body: told(), headers: { 'x-github-delivery': '' } }, 401, 'forged'],
    [
      'about another repository',
      { body: told({ repository: { full_name: 'acme/other' } }) },
      403,
      'other-repository',
    ],
    ['about none', { body: '{}' }, 403, 'other-repository'],
    ['that is no JSON', { body: 'closed' }, 400, 'malformed'],
    ['of another type', { body: told(), headers: { 'content-type': 'text/plain' } }, 400, 'malformed'],
    [
      'that tells of what is long past',
      { body: told({ pull_request: { updated_at: '2026-03-01T11:00:00Z' } }) },
      409,
      'outdated',
    ],
    ['that is too long', { body: told({ pad: 'x'.repeat(2_100_000) }) }, 413, 'oversized'],
  ] as const)('%s is refused and counted', async (_name, call, status, why) => {
    const { hooks, hints, post } = await listening();
    expect(await post(call)).toBe(status);
    expect(hooks.state()).toMatchObject({ heard: 0, refused: { [why]: 1 } });
    expect(hints()).toBe(0);
  });

  test('is heard once: neither under its own id nor under another again', async () => {
    const { hooks, hints, post } = await listening();
    await post({ body: told() });
    expect(await post({ body: told() })).toBe(409);
    expect(await post({ body: told(), delivery: 'd0000000-0002' })).toBe(409);
    expect(await post({ body: told({ action: 'opened' }) })).toBe(409);
    expect(hooks.state()).toMatchObject({ heard: 1, refused: { replayed: 3 } });
    expect(hints()).toBe(1);
  });

  test('that is too long is not read to its end, also when it does not say how long it is', async () => {
    const { hooks, post } = await listening();
    const status = await post({ body: told({ pad: 'x'.repeat(8_000_000) }), chunked: true }).catch(() => 413);
    expect(status).toBe(413);
    expect(hooks.state().refused).toEqual({ oversized: 1 });
  });

  test.each([
    ['by another method', { body: '', method: 'GET' }],
    ['to another path', { body: told(), path: '/' }],
  ])('%s finds nothing', async (_name, call) => {
    const { hooks, post } = await listening();
    expect(await post(call)).toBe(404);
    expect(hooks.state()).toMatchObject({ heard: 0, refused: {} });
  });
});

test('A listener without a secret says so, and hears nothing', async () => {
  const hooks = openWebhook({
    host: '127.0.0.1',
    port: 0,
    path: '/',
    now: () => NOW,
    letters: () => Promise.reject(new Error('there is no secret')),
  });
  closing.push(hooks);
  await hooks.listen();
  expect(hooks.state().trouble).toBe('there is no secret');
});
