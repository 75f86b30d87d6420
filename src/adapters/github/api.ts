import type { Octokit } from '@octokit/rest';
import { Fault } from '../../domain/fault.ts';
import type { Clock } from '../../ports/clock.ts';
import { openPace } from './pace.ts';
import type { Tokens } from './token.ts';

export type Api = Octokit;

export interface ApiOptions {
  readonly tokens: Tokens;
  /** Of an Enterprise server, such as `https://git.example.com/api/v3`; null: GitHub itself. */
  readonly baseUrl: string | null;
  /** After so long without an answer it is not known what became of a request. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** So long is waited for a rate limit; a longer one is a failure that is tried again. */
const MOST_SECONDS = 60;

/** For a second of a limit: clocks do not run alike, and what comes too early is a violation. */
const WAITED_MS = 1_050;

/** Opens nothing yet. The packages are large: they are loaded here, and only where there is such a forge. */
export async function openApi(options: ApiOptions): Promise<Api> {
  const [{ Octokit: Plain }, { throttling }, { retry }, { default: Bottleneck }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
    import('bottleneck'),
  ]);
  const Throttled = Plain.plugin(throttling, retry);
  const { baseUrl, clock } = options;
  const line = authorized(options);
  const api = new Throttled({
    ...(baseUrl === null ? {} : { baseUrl }),
    userAgent: 'czar',
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    throttle: {
      onRateLimit: isWaitedFor,
      onSecondaryRateLimit: isWaitedFor,
      retryAfterBaseValue: WAITED_MS,
      // A server of one's own has no limit unless its owner sets one, and says when that is reached: changes are not kept apart.
      ...(baseUrl === null ? {} : { write: new Bottleneck.Group(), notifications: new Bottleneck.Group() }),
    },
    retry: { retries: 1 },
    request: { fetch: line.fetch },
  });
  // Known before it is sent: it is not tried again as if it had failed.
  api.hook.before('request', () => {
    const closedMs = line.closedUntil() - clock.now();
    if (closedMs > 0) throw limited(closedMs);
  });
  // What became of a request that may have changed something is looked up, not tried again blindly.
  api.hook.before('request', (request) => {
    if (request.method !== 'GET') request.request = { ...request.request, retries: 0 };
  });
  return api;
}

function isWaitedFor(
  seconds: number,
  { request }: { readonly request: { readonly retryCount?: number } },
): boolean {
  return seconds <= MOST_SECONDS && (request.retryCount ?? 0) < 1;
}

function nothing(): void {
  return undefined;
}

interface Line {
  readonly fetch: typeof fetch;
  /** Epoch milliseconds. */
  readonly closedUntil: () => number;
}

/**
 * The token is put in last of all, so that no error has it. One that is refused is asked for anew, once. Until the time that GitHub
 * names with a rate limit, nothing is sent.
 */
function authorized({ tokens, timeoutMs, clock, baseUrl }: ApiOptions): Line {
  const pace = baseUrl === null ? openPace() : null;
  let closedUntil = 0;
  const send = async (
    input: Parameters<typeof fetch>[0],
    init: RequestInit,
    token: string,
  ): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(input, { ...init, headers, signal: AbortSignal.timeout(timeoutMs) });
    closedUntil = Math.max(closedUntil, limitEnd(response, clock.now()));
    return response;
  };
  const line: typeof fetch = async (input, init = {}) => {
    if (clock.now() < closedUntil) throw limited(closedUntil - clock.now());
    const waitMs = pace?.take(init.method ?? 'GET', clock.now()) ?? 0;
    if (waitMs > 0) throw limited(waitMs);
    const token = await tokens.current();
    const response = await send(input, init, token);
    if (response.status !== 401) return response;
    const other = await tokens.instead(token);
    return other === null ? response : send(input, init, other);
  };
  return { fetch: line, closedUntil: () => closedUntil };
}

/** Until when this answer asks to be left alone, epoch milliseconds; 0: it does not. */
function limitEnd({ status, headers }: Response, now: number): number {
  const seconds = status === 403 || status === 429 ? Number(headers.get('retry-after') ?? 0) : 0;
  if (seconds > 0) return now + seconds * 1_000;
  // Said also with the last request that is answered: the next one would be one too many.
  return headers.get('x-ratelimit-remaining') === '0'
    ? Number(headers.get('x-ratelimit-reset') ?? 0) * 1_000
    : 0;
}

function limited(ms: number): Fault {
  const because = `its rate limit is reached; it is asked again in ${Math.ceil(ms / 1_000)} s`;
  return new Fault({ code: 'forge-failed', what: 'ask', on: 'GitHub', because, transient: true });
}
