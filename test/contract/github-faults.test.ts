import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openTokens } from '../../src/adapters/github/token.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { NewPullRequest } from '../../src/ports/forge.ts';
import { CANARY, draftOf, type GitHubBench, gitHubBench } from '../github/bench.ts';
import { type NetworkFault, passingFaults } from '../github/fault-proxy.ts';

/** Long enough for an answer that comes, and short enough to wait for one that does not. */
const IMPATIENT_MS = 1_500;

interface World {
  readonly bench: GitHubBench;
  readonly draft: NewPullRequest;
}

/** Each test has a GitHub of its own, so that they can wait side by side. */
function inWorld(body: (world: World) => Promise<void>): () => Promise<void> {
  return async () => {
    const bench = await gitHubBench();
    try {
      await body({ bench, draft: await draftOf(bench) });
      if (bench.github.wrong.length > 0) throw new Error(bench.github.wrong.join('\n'));
    } finally {
      await bench.close();
    }
  };
}

/** The nth request of this kind meets this fault; all others go through. */
function breakOnce(bench: GitHubBench, matches: RegExp, fault: NetworkFault): void {
  let left = 1;
  bench.proxy.wrong = ({ method, path }) => (matches.test(`${method} ${path}`) && left-- > 0 ? fault : null);
}

async function failure(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('A pull request is opened once, with all that belongs to it, when', () => {
  test(
    'the look before is older than a pull request that is there',
    inWorld(async ({ bench, draft }) => {
      await bench.forge.find(draft.head);
      await bench.forge.open(draft);
      breakOnce(bench, /^GET \S+\/pulls\?/, { kind: 'stale' });
      expect(await bench.forge.open(draft)).toMatchObject({ number: 1, state: 'open' });
      expect(bench.github.state.pulls.size).toBe(1);
    }),
  );
});

describe('A pull request of somebody else', () => {
  test(
    'is not taken for the one whose creation was refused because of it',
    inWorld(async ({ bench, draft }) => {
      await bench.forge.find(draft.head);
      await bench.forge.open({ ...draft, body: 'mine' });
      breakOnce(bench, /^GET \S+\/pulls\?/, { kind: 'stale' });
      const { facts } = await failure(bench.forge.open(draft));
      expect(facts).toMatchObject({ code: 'forge-failed', transient: false });
      expect(facts.because).toContain('already exists');
      expect(bench.github.state.pulls.get(1)?.body).toContain('mine');
    }),
  );
});

describe('A comment', () => {
  test(
    'is written once, whatever becomes of the answer',
    inWorld(async ({ bench, draft }) => {
      const { number } = await bench.forge.open(draft);
      breakOnce(bench, /^POST \S+\/comments$/, { kind: 'done-then-502' });
      const close = (): Promise<unknown> =>
        bench.forge.update(number, { state: 'closed', comment: 'It was cancelled.' });
      expect((await failure(close())).facts.transient).toBe(true);
      await close();
      expect(bench.github.state.pulls.get(number)).toMatchObject({
        state: 'closed',
        comments: [{ body: 'It was cancelled.' }],
      });
    }),
  );
});

describe('What will not pass by itself is a lasting fault that says what to do:', () => {
  const lasting = [
    [401, 'token is not valid'],
    [403, 'may not do this'],
    [404, 'another name'],
  ] as const;
  for (const [status, help] of lasting) {
    test(
      `an answer ${status}`,
      inWorld(async ({ bench, draft }) => {
        bench.proxy.wrong = () => ({ kind: 'status', status });
        const { facts } = await failure(bench.forge.open(draft));
        expect(facts).toMatchObject({ code: 'forge-failed', transient: false });
        expect(facts.help).toContain(help);
        expect(bench.github.state.pulls.size).toBe(0);
      }),
    );
  }

  test(
    'a base that is not there',
    inWorld(async ({ bench, draft }) => {
      const { facts } = await failure(bench.forge.open({ ...draft, base: 'omnibus/none' }));
      expect(facts).toMatchObject({ because: 'GitHub answered 422: Validation Failed; base is invalid' });
    }),
  );
});

test(
  'Where drafts are not to be had, it is opened without',
  inWorld(async ({ bench, draft }) => {
    bench.github.state.draftsAllowed = false;
    expect(await bench.forge.open({ ...draft, draft: true })).toMatchObject({ state: 'open', draft: false });
  }),
);

describe('What changed last', () => {
  test(
    'is one query, which costs nothing while nothing did',
    inWorld(async ({ bench, draft }) => {
      const { forge, github } = bench;
      const { number } = await forge.open(draft);
      const first = await forge.watch?.();
      expect(first?.pullRequests).toMatchObject([{ number, state: 'open', task: 'cart' }]);
      const remaining = first?.budget?.remaining ?? 0;
      expect(remaining).toBeGreaterThan(0);
      const before = github.answered.length;
      expect(await forge.watch?.()).toMatchObject({ pullRequests: [], budget: { remaining } });
      expect(github.answered.length).toBe(before + 1);
      await forge.update(number, { state: 'closed' });
      expect((await forge.watch?.())?.pullRequests).toMatchObject([{ number, state: 'closed' }]);
    }),
  );

  test(
    'of others is left out',
    inWorld(async ({ bench, draft }) => {
      await bench.forge.open({ ...draft, body: 'mine' });
      expect((await bench.forge.watch?.())?.pullRequests).toEqual([]);
    }),
  );
});

describe.concurrent('The token is in no fault when', () => {
  for (const [what, fault] of [
    ...passingFaults,
    ['is answered 401', { kind: 'status', status: 401 }] as const,
  ]) {
    test(
      `each request ${what}`,
      inWorld(async ({ bench, draft }) => {
        bench.proxy.wrong = () => fault;
        const error = await failure((await bench.waiting(IMPATIENT_MS)).open(draft));
        expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(CANARY);
      }),
    );
  }
});

describe('The token', () => {
  /** A program that prints one word after the other, one each time. */
  function printing(base: string, ...words: readonly string[]): string {
    const [program, counter] = [join(base, 'token'), join(base, 'asked')];
    writeFileSync(counter, '');
    const lines = words.map((word, i) => `${i}) echo ${word};;`).join(' ');
    writeFileSync(
      program,
      `#!/bin/sh\nn=$(wc -c < ${counter})\nprintf x >> ${counter}\ncase $n in ${lines} esac\n`,
    );
    chmodSync(program, 0o755);
    return program;
  }
  const asked = (base: string): number => readFileSync(join(base, 'asked'), 'utf8').length;
  const env = { PATH: process.env['PATH'] ?? '' };

  test(
    'of a command is asked for once, and once more when it is refused',
    inWorld(async ({ bench }) => {
      const tokens = openTokens({ env, command: printing(bench.base, 'old', 'new'), cwd: bench.base });
      expect([await tokens.current(), await tokens.current()]).toEqual(['old', 'old']);
      expect(await tokens.instead('old')).toBe('new');
      expect(await tokens.current()).toBe('new');
      expect(asked(bench.base)).toBe(2);
    }),
  );

  test(
    'of the environment goes before the command, which is never asked then',
    inWorld(async ({ bench }) => {
      const tokens = openTokens({
        env: { ...env, GITHUB_TOKEN: 'mine' },
        command: printing(bench.base, 'x'),
        cwd: bench.base,
      });
      expect(await tokens.current()).toBe('mine');
      expect(await tokens.instead('mine')).toBeNull();
      expect(asked(bench.base)).toBe(0);
    }),
  );

  test(
    'that a command does not give is a lasting fault, and what it printed is in no message',
    inWorld(async ({ bench }) => {
      for (const word of ['"two words"', '""']) {
        const tokens = openTokens({ env, command: printing(bench.base, word), cwd: bench.base });
        const { message, facts } = await failure(tokens.current());
        expect(facts.transient).toBe(false);
        expect(message).not.toContain('two words');
      }
      const missing = openTokens({ env, command: '/no/such/program', cwd: bench.base });
      expect((await failure(missing.current())).message).toContain('gh auth login');
    }),
  );
});
