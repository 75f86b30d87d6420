import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openAppTokens } from '../../src/adapters/github/app-token.ts';
import { openApi } from '../../src/adapters/github/api.ts';
import type { Tokens } from '../../src/adapters/github/token.ts';
import { realClock } from '../support/git-clock.ts';

const MINUTE_MS = 60_000;
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

interface Bench {
  readonly baseUrl: string;
  /** Tokens that were given out. */
  readonly given: string[];
  /** Tokens that are refused from now on. */
  readonly revoked: Set<string>;
  now: number;
  status: number;
}

/** As much of GitHub as gives tokens to Apps, each good for an hour. */
async function gitHub(): Promise<Bench> {
  const bench: Bench = { baseUrl: '', given: [], revoked: new Set(), now: Date.now(), status: 201 };
  const server = createServer((request, response) => {
    const say = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const by = (request.headers.authorization ?? '').replace(/^bearer /i, '');
    if (request.url === '/app/installations/22/access_tokens') {
      if (bench.status !== 201) return say(bench.status, { message: `no: ${by}` });
      const token = `ghs_${bench.given.length + 1}`;
      bench.given.push(token);
      return say(201, {
        token,
        expires_at: new Date(bench.now + 60 * MINUTE_MS).toISOString(),
        permissions: {},
      });
    }
    return bench.revoked.has(by) ? say(401, { message: 'Bad credentials' }) : say(200, { full_name: by });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  return Object.assign(bench, { baseUrl: `http://127.0.0.1:${port}` });
}

function tokensOf(bench: Bench, key: () => Promise<string> = async () => privateKey): Tokens {
  const { baseUrl } = bench;
  return openAppTokens({ id: 11, installationId: 22, key, baseUrl, now: () => bench.now, timeoutMs: 10_000 });
}

test('An App has one token at a time, and another one before it ends', async () => {
  const bench = await gitHub();
  const tokens = tokensOf(bench);
  expect(await Promise.all([tokens.current(), tokens.current()])).toEqual(['ghs_1', 'ghs_1']);
  bench.now += 54 * MINUTE_MS;
  expect(await tokens.current()).toBe('ghs_1');
  bench.now += 2 * MINUTE_MS;
  expect(await tokens.current()).toBe('ghs_2');
  expect(bench.given).toEqual(['ghs_1', 'ghs_2']);
});

test('A token of an App that is refused is renewed, once, and the request goes on with the new one', async () => {
  const bench = await gitHub();
  const { baseUrl } = bench;
  const api = await openApi({ tokens: tokensOf(bench), baseUrl, timeoutMs: 10_000, clock: realClock });
  bench.revoked.add('ghs_1');
  const { data } = await api.rest.repos.get({ owner: 'acme', repo: 'shop' });
  expect(data.full_name).toBe('ghs_2');
  expect(bench.given).toEqual(['ghs_1', 'ghs_2']);
});

test.each([
  [401, 'GitHub answered 401', false],
  [404, 'GitHub answered 404', false],
  [503, 'GitHub answered 503', true],
])(
  'An App that GitHub refuses with %s is told of, without what was sent',
  async (status, because, transient) => {
    const bench = await gitHub();
    bench.status = status;
    await expect(tokensOf(bench).current()).rejects.toMatchObject({
      facts: { code: 'forge-failed', on: 'App 11', because, transient },
    });
  },
);

test('A private key that is none is told of, without a word of it', async () => {
  const bench = await gitHub();
  const failed = tokensOf(bench, async () => 'not a key at all').current();
  await expect(failed).rejects.toMatchObject({
    facts: { because: 'its private key cannot be used', transient: false },
  });
  await expect(failed).rejects.not.toThrow(/not a key/);
});
