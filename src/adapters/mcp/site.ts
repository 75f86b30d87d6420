import type { McpSite } from '../../domain/mcp.ts';
import { HELLO } from './decode-answer.ts';
import { listener, type Listener } from './listener.ts';

export interface Visit {
  /** Where the values of headers are. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const SESSION = 'mcp-session-id';
const GOODBYE_MS = 200;

/** Speaks to a server by HTTP, as "streamable HTTP" has it. Null: it is a server. Redirections are not followed: they could take a key elsewhere. */
export async function trySite(server: McpSite, { env, timeoutMs, signal }: Visit): Promise<string | null> {
  const unset = Object.values(server.headersFromEnv).find((variable) => env[variable] === undefined);
  if (unset !== undefined) return `the variable ${unset}, which it needs, is not set`;
  const own = Object.entries(server.headersFromEnv).map(
    ([name, variable]) => [name, env[variable] ?? ''] as const,
  );
  const headers = Object.fromEntries(own);
  const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(server.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        ...headers,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: HELLO,
      signal: over,
    });
    const because = await judge(response);
    const session = response.headers.get(SESSION);
    if (session !== null) await leave(server, { ...headers, [SESSION]: session });
    return because;
  } catch (error) {
    return whyUnreachable(error);
  }
}

async function judge(response: Response): Promise<string | null> {
  if (!response.ok) {
    await response.body?.cancel();
    return `it answers with status ${response.status}`;
  }
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const heard = listener(isStream ? ofEvent : (line) => (line.trim() === '' ? null : line));
  await listen(response, heard);
  return heard.verdict();
}

/** Servers send each message in one line. */
function ofEvent(line: string): string | null {
  const [, data = null] = /^data: ?(.*?)\r?$/.exec(line) ?? [];
  return data === '' ? null : data;
}

async function listen({ body }: Response, heard: Listener): Promise<void> {
  const pieces: AsyncIterable<Uint8Array> | null = body;
  if (pieces !== null) for await (const piece of pieces) if (heard.hear(piece)) return;
  heard.end();
}

/** So that the server need not keep what nobody comes back to. Many know no goodbye. */
async function leave({ url }: McpSite, headers: Readonly<Record<string, string>>): Promise<void> {
  const signal = AbortSignal.timeout(GOODBYE_MS);
  const [said] = await Promise.allSettled([
    fetch(url, { method: 'DELETE', redirect: 'manual', headers, signal }),
  ]);
  if (said.status === 'fulfilled') await said.value.body?.cancel();
}

/** fetch fails with a TypeError that says nothing, and its cause has a code; an end of the time has a name. */
function whyUnreachable(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  if (error.name === 'TimeoutError') return 'it does not answer in time';
  if (error.name === 'AbortError') return 'it was not waited for';
  if (!(error instanceof TypeError)) throw error;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
  return `it cannot be reached (${code})`;
}
