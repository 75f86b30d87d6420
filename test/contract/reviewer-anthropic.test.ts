import { Anthropic } from '@anthropic-ai/sdk';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openReviewer } from '../../src/adapters/reviewers/open-reviewer.ts';
import { noSetup } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';

let sent: Request[];
beforeEach(() => {
  sent = [];
  const text = JSON.stringify({ id: 'f00dfeed', verdict: 'approve', findings: [] });
  vi.stubGlobal('fetch', (url: string | URL, init: RequestInit) => {
    sent.push(new Request(url, init));
    return Promise.resolve(Response.json({ content: [{ type: 'text', text }] }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const KEYS = { ANTHROPIC_API_KEY: 'key-of-anthropic', CZAR_REVIEW_KEY: 'key-of-others' };

/** What reaches the wire when a review is asked for. */
async function asked(
  baseUrl: string | null,
  env: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const reviewer = openReviewer({
    merges: { run: () => Promise.reject(new Error('no program runs here')) },
    root: '/',
    env,
    clock: { now: () => 0 },
    closed: new Map(),
  });
  const policy = {
    by: 'anthropic',
    command: null,
    model: 'm1',
    baseUrl,
    rounds: 3,
    timeoutMs: 30_000,
  } as const;
  const request = {
    policy,
    id: 'f00dfeed',
    text: 'Review',
    about: {},
    commit: 'a'.repeat(40),
    setup: noSetup,
  };
  expect(await reviewer.review(request, looseLeash)).toMatchObject({ judgement: { verdict: 'approve' } });
  const last = sent.at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  const { url, method, redirect } = last;
  return {
    url,
    method,
    redirect,
    headers: Object.fromEntries(last.headers),
    body: await last.clone().text(),
  };
}

/** What a client of Anthropic's package would heed by itself. */
function tempt(): void {
  const tempting = {
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    ANTHROPIC_API_KEY: 'key-of-the-process',
    ANTHROPIC_AUTH_TOKEN: 'token-of-the-process',
    ANTHROPIC_CUSTOM_HEADERS:
      'x-other: 1\nAuthorization: Bearer other\nx-api-key: other\nanthropic-version: 1\nAccept: text/plain',
    ANTHROPIC_LOG: 'debug',
    ANTHROPIC_OPEN_TELEMETRY: 'true',
    ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE: 'content',
    ANTHROPIC_OPEN_TELEMETRY_PROPAGATION: 'true',
    ANTHROPIC_OPEN_TELEMETRY_TRACES_MAX_CONTENT_BYTES: '9',
    ANTHROPIC_PROFILE: 'other',
    ANTHROPIC_CONFIG_DIR: '/nowhere',
    ANTHROPIC_IDENTITY_TOKEN: 'other',
    ANTHROPIC_IDENTITY_TOKEN_FILE: '/nowhere/token',
    ANTHROPIC_FEDERATION_RULE_ID: 'other',
    ANTHROPIC_ORGANIZATION_ID: 'other',
    ANTHROPIC_SERVICE_ACCOUNT_ID: 'other',
    ANTHROPIC_WORKSPACE_ID: 'other',
    ANTHROPIC_SCOPE: 'other',
    ANTHROPIC_WEBHOOK_SIGNING_KEY: 'other',
  };
  for (const [name, value] of Object.entries(tempting)) vi.stubEnv(name, value);
}

const LOCAL = 'http://127.0.0.1:8080';

test.each([
  ['its vendor', null, KEYS],
  ['a server of one', LOCAL, KEYS],
  ['a server of one that needs no key', LOCAL, {}],
])('What %s is sent does not depend on variables that its package reads', async (_what, baseUrl, env) => {
  const before = await asked(baseUrl, env);
  const said = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) => vi.spyOn(console, level));
  tempt();
  expect(await asked(baseUrl, env)).toEqual(before);
  expect(said.flatMap(({ mock }) => mock.calls)).toEqual([]);
});

test('The key goes to its vendor, and to another address that for others or none', async () => {
  const bearer = 'Bearer key-of-anthropic';
  expect(await asked(null, KEYS)).toMatchObject({
    url: 'https://api.anthropic.com/v1/messages',
    method: 'POST',
    redirect: 'error',
    headers: { authorization: bearer },
  });
  expect(await asked(`${LOCAL}/`, KEYS)).toMatchObject({
    url: `${LOCAL}/v1/messages`,
    headers: { authorization: 'Bearer key-of-others' },
  });
  expect(JSON.stringify(await asked(LOCAL, {}))).not.toMatch(/authorization|x-api-key|key-of/);
});

test('The headers are those with which the package asks by itself, but for what it tells about this machine', async () => {
  const { headers: ours } = await asked(null, KEYS);
  const plain = new Anthropic({ apiKey: 'key-of-anthropic', baseURL: LOCAL, maxRetries: 0 });
  await plain.messages.create({ model: 'm1', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] });
  const theirs = Object.fromEntries(sent.at(-1)?.headers ?? []);
  expect(theirs).toMatchObject(ours as Readonly<Record<string, string>>);
  const more = Object.keys(theirs).filter((name) => !(name in (ours as object)));
  expect(more.filter((name) => !/^x-stainless-|^user-agent$/.test(name))).toEqual([]);
});
