import { createServer, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What may go wrong between Czar and GitHub. The last three are done by GitHub all the same; only the answer is lost. */
export type NetworkFault =
  | { readonly kind: 'status'; readonly status: 401 | 403 | 404 | 500 | 502 }
  | { readonly kind: 'secondary-limit'; readonly retryAfterSeconds: number }
  /** The requests of the hour are used up until then. */
  | { readonly kind: 'rate-limit'; readonly resetAtSeconds: number }
  | { readonly kind: 'drop' }
  /** Answers what it answered to the same request before, if it did. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'done-then-502' }
  | { readonly kind: 'done-then-drop' }
  | { readonly kind: 'done-then-hang' };

export interface FaultProxy {
  readonly baseUrl: string;
  /** Asked for each request, in order; null: it goes through. */
  wrong: (request: { readonly method: string; readonly path: string }) => NetworkFault | null;
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const before = new Map<string, Reply>();
  const server = createServer((request, response) => {
    // Whoever asked may be gone.
    pass(request, response).catch(() => request.socket.destroy());
  });
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [method, path] = [request.method ?? 'GET', request.url ?? '/'];
    const fault = proxy.wrong({ method, path });
    const key = `${method} ${path}`;
    const body = await bodyOf(request);
    if (fault?.kind === 'drop') return void request.socket.destroy();
    if (fault?.kind === 'status') return refuse(response, fault.status, {});
    if (fault?.kind === 'secondary-limit')
      return refuse(response, 403, { 'retry-after': String(fault.retryAfterSeconds) });
    if (fault?.kind === 'rate-limit')
      return refuse(response, 403, {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(fault.resetAtSeconds),
      });
    const old = before.get(key);
    if (fault?.kind === 'stale' && old !== undefined) return give(response, old);
    const reply = await forward(new URL(target), request, body);
    if (method === 'GET') before.set(key, reply);
    if (fault?.kind === 'done-then-502') return refuse(response, 502, {});
    if (fault?.kind === 'done-then-drop') return void request.socket.destroy();
    if (fault?.kind === 'done-then-hang') return;
    give(response, reply);
  };
  const proxy: FaultProxy = {
    baseUrl: '',
    wrong: () => null,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(proxy, { baseUrl: `http://127.0.0.1:${port}/api/v3` });
}

function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ message: messageOf(status, headers) }));
}

function messageOf(status: number, headers: Readonly<Record<string, string>>): string {
  if ('retry-after' in headers) return 'You have exceeded a secondary rate limit.';
  return 'x-ratelimit-reset' in headers ? 'API rate limit exceeded for user ID 1.' : `Fault ${status}`;
}

function give(response: ServerResponse, { status, headers, body }: Reply): void {
  const kept = Object.entries(headers).filter(([name]) => name !== 'transfer-encoding');
  response.writeHead(status, { ...Object.fromEntries(kept), 'content-length': body.length });
  response.end(body);
}

function forward(target: URL, request: IncomingMessage, body: Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = send(
      {
        host: target.hostname,
        port: target.port,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, host: target.host },
      },
      (answer) => {
        bodyOf(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: text }),
          reject,
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function bodyOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Faults that are over with the next try, and what a call that meets one of them is said to do. */
export const passingFaults: readonly (readonly [string, NetworkFault])[] = [
  ['is answered 502', { kind: 'status', status: 502 }],
  ['is dropped', { kind: 'drop' }],
  ['is done and answered 502', { kind: 'done-then-502' }],
  ['is done and its answer dropped', { kind: 'done-then-drop' }],
  ['is done and never answered', { kind: 'done-then-hang' }],
  ['meets a secondary limit', { kind: 'secondary-limit', retryAfterSeconds: 1 }],
];

/** Refusals that do not pass by themselves. */
export const lastingFaults: readonly (readonly [string, NetworkFault])[] = ([401, 403, 404] as const).map(
  (status) => [`is answered ${status}`, { kind: 'status', status }] as const,
);
