import { createHash } from 'node:crypto';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const LIMIT = 5_000;

/** A GitHub in memory that forgives nothing: whoever oversteps a limit, or does not leave it alone when asked to, is banned. */
export interface StrictGitHub {
  readonly fetch: typeof fetch;
  /** What it was banned for. */
  readonly banned: readonly string[];
  readonly requests: () => number;
  /** Asks to be left alone so long with the next answers of changes. */
  tire(count: number, seconds: number): void;
  /** Other programs of the same user use so much of the allowance; a few requests are left, with which it can be noticed. */
  use(requests: number): void;
}

interface Pull {
  readonly number: number;
  readonly ref: string;
  readonly body: string;
  readonly base: string;
  labels: readonly string[];
  merged: boolean;
  updatedAt: number;
}

export function strictGitHub(now: () => number): StrictGitHub {
  const pulls = new Map<number, Pull>();
  const statuses = new Map<string, { context: string; state: string; description: string }[]>();
  const banned: string[] = [];
  const sent: { readonly at: number; readonly isChange: boolean }[] = [];
  let [used, windowAt, closedUntil, tired, tiredSeconds, count] = [0, now(), 0, 0, 0, 0];

  const minute: typeof sent = [];
  const counted = { minute: 0, hour: 0 };
  const guard = (method: string): void => {
    const isChange = method !== 'GET';
    const one = { at: now(), isChange };
    sent.push(one);
    minute.push(one);
    if (isChange) [counted.minute, counted.hour] = [counted.minute + 1, counted.hour + 1];
    while ((sent[0]?.at ?? Infinity) <= now() - HOUR_MS)
      counted.hour -= sent.shift()?.isChange === true ? 1 : 0;
    while ((minute[0]?.at ?? Infinity) <= now() - MINUTE_MS)
      counted.minute -= minute.shift()?.isChange === true ? 1 : 0;
    const points = minute.length + 4 * counted.minute;
    if (now() < closedUntil) banned.push(`asked ${closedUntil - now()} ms too early`);
    if (isChange && counted.minute > 80) banned.push(`${counted.minute} changes in a minute`);
    if (isChange && counted.hour > 500) banned.push(`${counted.hour} changes in an hour`);
    if (points > 900) banned.push(`${points} points in a minute`);
    if (used > LIMIT) banned.push(`${used} requests in an hour`);
  };
  const headOf = (ref: string): string => createHash('sha1').update(ref).digest('hex');
  const shape = ({ number, ref, body, base, labels, merged, updatedAt }: Pull): object => ({
    number,
    node_id: `PR_${number}`,
    state: merged ? 'closed' : 'open',
    draft: false,
    title: ref,
    body,
    head: { ref, sha: headOf(ref) },
    base: { ref: base },
    labels: labels.map((name) => ({ name })),
    assignees: [],
    html_url: `https://github.com/acme/shop/pull/${number}`,
    merged_at: merged ? new Date(updatedAt).toISOString() : null,
    merge_commit_sha: null,
    created_at: new Date(updatedAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    user: { id: 1 },
    mergeable: true,
  });
  let list: string | null = null;
  const newest = (): string => {
    const last = [...pulls.values()].slice(-100);
    list ??= JSON.stringify(
      last.toSorted((a, b) => b.updatedAt - a.updatedAt || b.number - a.number).map(shape),
    );
    return list;
  };
  const change = (method: string, path: string, asked: Readonly<Record<string, unknown>>): object => {
    const number = Number(/\/(?:pulls|issues)\/(\d+)/.exec(path)?.[1] ?? 0);
    const pull = pulls.get(number);
    list = null;
    if (pull !== undefined) pull.updatedAt = now();
    if (method === 'POST' && path.endsWith('/pulls')) {
      const next = pulls.size + 1;
      const text = (name: string): string => textOf(asked[name]);
      const made = {
        number: next,
        ref: text('head'),
        body: text('body'),
        base: text('base'),
        labels: [],
        merged: false,
        updatedAt: now(),
      };
      pulls.set(next, made);
      return shape(made);
    }
    const sha = /\/statuses\/(\w+)$/.exec(path)?.[1];
    if (sha !== undefined) {
      const status = {
        context: textOf(asked['context']),
        state: textOf(asked['state']),
        description: textOf(asked['description']),
      };
      statuses.set(sha, [...(statuses.get(sha) ?? []), status]);
      return status;
    }
    if (pull !== undefined && path.endsWith('/labels')) pull.labels = ['worker-generated'];
    return pull === undefined ? [] : shape(pull);
  };
  const look = (path: string, query: URLSearchParams): object => {
    if (path === '/user') return { login: 'czar-bot' };
    const head = query.get('head');
    if (path.endsWith('/pulls') && head !== null)
      return [...pulls.values()].filter(({ ref }) => `acme:${ref}` === head).map(shape);
    const pull = pulls.get(Number(/\/pulls\/(\d+)$/.exec(path)?.[1] ?? 0));
    if (pull !== undefined) {
      // A push of its merge was a moment ago.
      if (statuses.has(headOf(pull.ref)) && !pull.merged) {
        pull.merged = true;
        list = null;
      }
      return shape(pull);
    }
    if (path.endsWith('/check-runs')) return { total_count: 0, check_runs: [] };
    if (path.endsWith('/check-suites')) return { total_count: 0, check_suites: [] };
    const sha = /\/commits\/(\w+)\/status$/.exec(path)?.[1] ?? '';
    return path.endsWith('/status')
      ? {
          state: 'success',
          total_count: 0,
          statuses: (statuses.get(sha) ?? []).map((status) => ({ ...status, target_url: null })),
        }
      : [];
  };
  const answer = (method: string, address: string, body: string | null, etag: string | null): Response => {
    if (now() - windowAt >= HOUR_MS) [used, windowAt] = [0, now()];
    count += 1;
    guard(method);
    const { pathname, searchParams } = new URL(address);
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'x-ratelimit-limit': String(LIMIT),
      'x-ratelimit-reset': String(Math.ceil((windowAt + HOUR_MS) / SECOND_MS)),
    };
    const remaining = (): string => String(Math.max(0, LIMIT - used));
    if (method !== 'GET' && tired > 0) {
      tired -= 1;
      closedUntil = now() + tiredSeconds * SECOND_MS;
      used += 1;
      const limited = {
        ...headers,
        'x-ratelimit-remaining': remaining(),
        'retry-after': String(tiredSeconds),
      };
      return new Response('{"message":"You have exceeded a secondary rate limit"}', {
        status: 403,
        headers: limited,
      });
    }
    const isList = method === 'GET' && pathname.endsWith('/pulls') && !searchParams.has('head');
    const asked = fieldsOf(body);
    const text = isList
      ? newest()
      : JSON.stringify(method === 'GET' ? look(pathname, searchParams) : change(method, pathname, asked));
    const mine = `"${createHash('sha1').update(text).digest('hex')}"`;
    const isSame = method === 'GET' && etag === mine;
    if (!isSame) used += 1;
    const all = { ...headers, etag: mine, 'x-ratelimit-remaining': remaining() };
    return isSame
      ? new Response(null, { status: 304, headers: all })
      : new Response(text, { status: 200, headers: all });
  };
  return {
    banned,
    requests: () => count,
    fetch: async (input, init = {}) => {
      const body = typeof init.body === 'string' ? init.body : null;
      const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
      return answer(init.method ?? 'GET', address, body, new Headers(init.headers).get('if-none-match'));
    },
    tire(times, seconds) {
      [tired, tiredSeconds] = [times, seconds];
    },
    use(requests) {
      used = Math.max(used, Math.min(LIMIT - 5, used + requests));
    },
  };
}

/** What a request asks for. */
function fieldsOf(body: string | null): Readonly<Record<string, unknown>> {
  const parsed: unknown = body === null ? {} : JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
