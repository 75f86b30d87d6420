import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openReviewer } from '../../src/adapters/reviewers/open-reviewer.ts';
import type { ReviewPolicy } from '../../src/domain/policy.ts';
import type { ReviewRequest } from '../../src/ports/reviewer.ts';
import { noSetup, testRepository } from '../support/git.ts';
import { looseLeash } from '../support/loose-leash.ts';
import { describeReviewer, type ReviewerBench } from './reviewer-suite.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const KEYS = {
  ANTHROPIC_API_KEY: 'key-of-anthropic',
  OPENAI_API_KEY: 'key-of-openai',
  CZAR_REVIEW_KEY: 'key-of-others',
  GITHUB_TOKEN: 'ghp_never',
};

function requestOf(policy: Partial<ReviewPolicy>, commit = 'a'.repeat(40)): ReviewRequest {
  const whole = {
    by: 'none',
    command: null,
    model: 'm1',
    baseUrl: null,
    rounds: 3,
    timeoutMs: 30_000,
  } as const;
  return {
    policy: { ...whole, ...policy },
    id: 'f00dfeed',
    text: 'Review this:\n| +x',
    about: { task: 'cart' },
    commit,
    setup: noSetup,
  };
}

/** A program that notes what it is told, and says what lies in its folder. */
async function byCommand(): Promise<ReviewerBench & { readonly base: string }> {
  const repo = testRepository();
  closing.push(() => repo.remove());
  const repository = await repo.open();
  closing.push(() => repository.history.close());
  const folder = join(repo.base, 'reviewer');
  mkdirSync(join(folder, 'heard'), { recursive: true });
  const script = [
    '#!/bin/sh',
    `cd '${folder}'`,
    'n=$(ls heard | wc -l)',
    'n=$((n+1))',
    'cat > heard/$n',
    'env > env; echo "$OLDPWD" > cwd; printf "%s\\n" "$@" > args',
    'while [ ! -e says.$n ]; do n=$((n-1)); [ $n -gt 0 ] || exit 9; done',
    'case "$(cat says.$n)" in 500) echo "it is down" >&2; exit 7;; *) cat says.$n;; esac',
  ];
  writeFileSync(join(folder, 'review.sh'), script.join('\n'), { mode: 0o755 });
  const reviewer = openReviewer({
    merges: repository.merges,
    root: repo.base,
    env: KEYS,
    clock: { now: () => Date.now() },
    closed: new Map(),
  });
  const command = ['reviewer/review.sh', '--strict', 'two words'];
  return {
    base: repo.base,
    reviewer,
    request: requestOf({ by: 'command', command }, repo.git('rev-parse', 'main')),
    says: (...answers) =>
      answers.forEach((one, at) => writeFileSync(join(folder, `says.${at + 1}`), String(one))),
    heard: () =>
      readdirSync(join(folder, 'heard')).map((name) => readFileSync(join(folder, 'heard', name), 'utf8')),
  };
}

interface Heard {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type WebBench = ReviewerBench & {
  readonly calls: readonly Heard[];
  readonly answer: { headers: Record<string, string>; asItIs: boolean };
};

/** A service of models of our own. */
async function byService(by: 'anthropic' | 'openai-compatible'): Promise<WebBench> {
  let answers: readonly (string | number)[] = [];
  const calls: Heard[] = [];
  const answer: WebBench['answer'] = { headers: {}, asItIs: false };
  const wrap = (text: string): unknown =>
    by === 'anthropic'
      ? { content: [{ type: 'text', text }], stop_reason: 'end_turn' }
      : { choices: [{ message: { role: 'assistant', content: text } }] };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      calls.push({ url: request.url ?? '', headers: request.headers, body });
      const said = answers[Math.min(calls.length, answers.length) - 1] ?? 500;
      response.writeHead(typeof said === 'number' ? said : 200, answer.headers);
      response.end(typeof said === 'number' ? '{}' : answer.asItIs ? said : JSON.stringify(wrap(said)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const reviewer = openReviewer({
    merges: { run: () => Promise.reject(new Error('no program runs here')) },
    root: '/',
    env: KEYS,
    clock: { now: () => Date.now() },
    closed: new Map(),
  });
  return {
    reviewer,
    request: requestOf({ by, baseUrl }),
    calls,
    answer,
    says: (...all) => {
      answers = all;
    },
    heard: () =>
      calls.map(({ body }) => {
        const { messages } = JSON.parse(body) as {
          readonly messages: readonly { readonly content: string }[];
        };
        return messages[0]?.content ?? '';
      }),
  };
}

describeReviewer('a command', byCommand);
describeReviewer('Anthropic', () => byService('anthropic'));
describeReviewer('a server that speaks as OpenAI does', () => byService('openai-compatible'));

const fails = async ({ reviewer, request }: ReviewerBench): Promise<unknown> => {
  try {
    return await reviewer.review(request, looseLeash);
  } catch (error) {
    return error;
  }
};

describe('A command', () => {
  test('runs in a worktree at the commit, with logins of models and no token of a forge', async () => {
    const bench = await byCommand();
    bench.says(JSON.stringify({ id: 'f00dfeed', verdict: 'approve' }));
    await bench.reviewer.review(bench.request, looseLeash);
    const read = (name: string): string => readFileSync(join(bench.base, 'reviewer', name), 'utf8');
    expect(read('env')).toContain('ANTHROPIC_API_KEY=key-of-anthropic');
    expect(read('env')).not.toMatch(/GITHUB_TOKEN|ghp_never/);
    expect(read('args')).toBe('--strict\ntwo words\n');
    expect(readdirSync(read('cwd').trim())).toContain('README');
    const [first = '', blank] = bench.heard()[0]?.split('\n') ?? [];
    expect(JSON.parse(first)).toEqual({ v: 1, id: 'f00dfeed', task: 'cart' });
    expect(blank).toBe('');
  });

  test('that fails or never ends is a fault that may pass, with its last words', async () => {
    const bench = await byCommand();
    bench.says(500);
    expect(String(await fails(bench))).toMatch(/ended with status 7: it is down/);
    const slow = {
      ...bench.request,
      policy: { ...bench.request.policy, command: ['sleep', '60'], timeoutMs: 200 },
    };
    expect(await fails({ ...bench, request: slow })).toMatchObject({ facts: { transient: true } });
  });
});

describe('A service', () => {
  test.each(['anthropic', 'openai-compatible'] as const)(
    '(%s) that says 429 is left alone for as long as it says',
    async (by) => {
      const bench = await byService(by);
      bench.answer.headers = { 'retry-after': '60' };
      bench.says(429);
      expect(await fails(bench)).toMatchObject({ facts: { code: 'review-failed', transient: true } });
      expect(String(await fails(bench))).toMatch(/left alone for \d+ s more/);
      expect(bench.calls).toHaveLength(1);
    },
  );

  test.each([
    [401, 'key is not valid'],
    [404, 'review.model'],
  ])('that says %s will not pass by itself', async (status, help) => {
    const bench = await byService('anthropic');
    bench.says(status);
    const error = await fails(bench);
    expect(error).toMatchObject({ facts: { transient: false } });
    expect(String(error)).toContain(help);
  });

  test('elsewhere than at its vendor gets the key for others, and never that of the vendor', async () => {
    for (const by of ['anthropic', 'openai-compatible'] as const) {
      const bench = await byService(by);
      bench.says('x');
      await fails(bench);
      const sent = JSON.stringify(bench.calls);
      expect(sent).toContain('key-of-others');
      expect(sent).not.toMatch(/key-of-anthropic|key-of-openai|ghp_never/);
    }
  });

  test.each(['anthropic', 'openai-compatible'] as const)(
    '(%s) that sends elsewhere is not followed, and no key is in what is said about it',
    async (by) => {
      const bench = await byService(by);
      bench.answer.headers = { location: 'http://127.0.0.1:9/' };
      bench.says(307);
      expect(String(await fails(bench))).not.toContain('key-of');
      expect(bench.calls).toHaveLength(1);
    },
  );

  test.each(['anthropic', 'openai-compatible'] as const)(
    '(%s) whose answer does not end, or is too long, has not answered',
    async (by) => {
      const bench = await byService(by);
      bench.answer.asItIs = true;
      bench.says('x'.repeat(2_000_001));
      expect(await fails(bench)).toMatchObject({ facts: { because: 'its answer is too long' } });
      bench.answer.headers = { 'content-length': '100' };
      bench.says('{');
      const hasty = { ...bench.request, policy: { ...bench.request.policy, timeoutMs: 300 } };
      const error = await fails({ ...bench, request: hasty });
      expect(error).toMatchObject({ facts: { because: 'no answer in time', transient: true } });
    },
  );

  test('whose answer has another shape has not answered', async () => {
    for (const said of ['{"error": "x"}', 'no JSON', '[]']) {
      const bench = await byService('anthropic');
      bench.answer.asItIs = true;
      bench.says(said);
      expect(await fails(bench)).toMatchObject({ facts: { code: 'review-failed', transient: true } });
    }
  });

  test('without a model, or a vendor without a key, is put right by a person', async () => {
    const bench = await byService('anthropic');
    const noModel = { ...bench.request, policy: { ...bench.request.policy, model: null } };
    expect(await fails({ ...bench, request: noModel })).toMatchObject({ facts: { transient: false } });
    const keyless = openReviewer({
      merges: { run: () => Promise.reject(new Error('no program runs here')) },
      root: '/',
      env: {},
      clock: { now: () => Date.now() },
      closed: new Map(),
    });
    const vendor = { ...bench.request, policy: { ...bench.request.policy, baseUrl: null } };
    expect(String(await fails({ ...bench, reviewer: keyless, request: vendor }))).toContain(
      'ANTHROPIC_API_KEY',
    );
  });
});
