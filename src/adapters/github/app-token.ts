import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { Fault } from '../../domain/fault.ts';
import { messageOfRefusal } from './fault.ts';
import type { Tokens } from './token.ts';

export interface AppOptions {
  readonly id: number;
  readonly installationId: number;
  /** The private key of the App, as PEM. Errors are told as they are. */
  readonly key: () => Promise<string>;
  readonly baseUrl: string | null;
  readonly now: () => number;
  readonly timeoutMs: number;
}

/** A token is good for an hour; so long before its end another one is asked for. */
const RENEWED_MS = 5 * 60_000;

interface Held {
  readonly token: string;
  readonly endsAt: number;
}

/** Tokens of a GitHub App: made with its private key, renewed before they end and when GitHub refuses one. */
export function openAppTokens(options: AppOptions): Tokens {
  let held: Held | null = null;
  let asking: Promise<Held> | null = null;
  const ask = async (): Promise<Held> => {
    asking ??= tokenOf(options).finally(() => {
      asking = null;
    });
    held = await asking;
    return held;
  };
  return {
    async current() {
      if (held !== null && held.endsAt - options.now() > RENEWED_MS) return held.token;
      return (await ask()).token;
    },
    async instead(refused) {
      if (held !== null && held.token !== refused) return held.token;
      const { token } = await ask();
      return token === refused ? null : token;
    },
  };
}

async function tokenOf({ id, installationId, key, baseUrl, timeoutMs }: AppOptions): Promise<Held> {
  const privateKey = await key();
  const { request } = new Octokit({
    ...(baseUrl === null ? {} : { baseUrl }),
    userAgent: 'czar',
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    request: {
      fetch: (input: Parameters<typeof fetch>[0], init: RequestInit = {}) =>
        fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    },
  });
  try {
    const auth = createAppAuth({ appId: id, privateKey, installationId, request });
    const { token, expiresAt } = await auth({ type: 'installation', refresh: true });
    return { token, endsAt: Date.parse(expiresAt) };
  } catch (error) {
    throw noToken(id, error);
  }
}

function nothing(): void {
  return undefined;
}

/** What the libraries say of a key may hold parts of it: only GitHub's own words are told. */
function noToken(id: number, error: unknown): Fault {
  const said = messageOfRefusal(error);
  return new Fault({
    code: 'forge-failed',
    what: 'speak to GitHub',
    on: `App ${id}`,
    because: said.because,
    help: 'docs/github.md says what an App has to be allowed, and where its key lies',
    transient: said.transient,
  });
}
