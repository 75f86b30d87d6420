import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { demoTask } from '../support/czar-shop.ts';
import { onGitHub } from '../support/github-shop.ts';

const SECRET = 'a secret of the test';

/** A port that nobody has at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  if (at === null || typeof at === 'string') throw new Error('there is no port');
  return at.port;
}

async function tell(port: number, body: object, secret = SECRET): Promise<number> {
  const text = JSON.stringify(body);
  const signature = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/json',
      'x-github-delivery': `d-${Math.abs(Number(BigInt.asIntN(50, BigInt(`0x${signature.slice(7, 20)}`))))}`,
      'x-hub-signature-256': signature,
    },
  });
  return response.status;
}

test('A webhook has GitHub looked at at once; what is forged or comes twice is refused, counted, and changes nothing', async () => {
  const port = await freePort();
  const work = { engineer1: demoTask('$ echo 1 > one.txt', 'commit --complete "One"') };
  const { shop, github, proxy, pull } = await onGitHub(work, { merge: { auto: false } });
  writeFileSync(join(shop.root, '.git', 'webhook-secret'), `${SECRET}\n`);
  shop.configure({
    forge: 'github',
    github: { baseUrl: proxy.baseUrl, webhook: { port, secretFile: '.git/webhook-secret' } },
    merge: { auto: false },
    ci: { appearWithin: '1s' },
  });
  await shop.start();
  await shop.sees('a question about the merge', ({ questions }) =>
    questions.some(({ topic }) => topic === 'merge-wanted'),
  );
  const pr = pull('feat/shop-engineer1');
  if (pr === undefined) throw new Error('there is no pull request');
  pr.state = 'closed';
  const body = {
    pull_request: { updated_at: new Date().toISOString() },
    repository: { full_name: 'acme/shop' },
  };
  expect(await tell(port, body, 'somebody else guesses')).toBe(401);
  expect(await tell(port, { ...body, repository: { full_name: 'acme/other' } })).toBe(403);
  expect(await tell(port, body)).toBe(202);
  expect(await tell(port, body)).toBe(409);
  const seen = await shop.sees('a question about the closed pull request', ({ questions }) =>
    questions.some(({ topic }) => topic === 'pr-closed'),
  );
  expect(seen.hooks).toMatchObject({
    address: `127.0.0.1:${port}`,
    heard: 1,
    refused: { forged: 1, replayed: 1, 'other-repository': 1 },
    trouble: null,
  });
  expectRan(await shop.run('status'), {
    code: 0,
    out: /webhooks at 127\.0\.0\.1:\d+: 1, the last .* ago; 3 refused/,
  });

  // What the supervisor before it heard does nothing after a restart.
  process.kill((await shop.supervisor()) ?? 0, 'SIGKILL');
  await shop.start();
  await shop.sees(
    'the next supervisor listening',
    ({ hooks }) => hooks?.trouble === null && hooks.heard === 0 && Object.keys(hooks.refused).length === 0,
  );
  expect(await tell(port, body)).toBe(409);
  const after = await shop.sees('the refusal', ({ hooks }) => hooks?.refused['outdated'] === 1);
  expect(after.hooks).toMatchObject({ heard: 0, heardAt: null });
  expect(github.wrong).toEqual([]);
});
