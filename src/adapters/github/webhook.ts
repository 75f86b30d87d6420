import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { HookRefusal, HookState } from '../../domain/webhook.ts';
import type { Hooks } from '../../ports/hooks.ts';
import type { HookLetters } from './hook-letters.ts';

export interface WebhookOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly path: string;
  /** Reads the secret, and opens the judge of letters with it. Errors are told in `state`. */
  readonly letters: () => Promise<HookLetters>;
  readonly now: () => number;
}

/** Far more than a letter about pull requests has; GitHub itself ends at 25 MB. */
const MOST_BYTES = 2_000_000;
const TIMEOUT_MS = 10_000;
const MOST_CONNECTIONS = 20;

const HEARD = 202;

const STATUS: Readonly<Record<HookRefusal, number>> = {
  forged: 401,
  replayed: 409,
  outdated: 409,
  oversized: 413,
  'other-repository': 403,
  malformed: 400,
};

/** A small server for letters of GitHub. It answers nothing but a status, and writes nothing anywhere. */
export function openWebhook(options: WebhookOptions): Hooks {
  const { host, port } = options;
  const listeners: (() => void)[] = [];
  let state: HookState = {
    address: `${host}:${port}`,
    heardAt: null,
    heard: 0,
    refused: {},
    trouble: 'not begun',
  };
  let server: Server | null = null;
  const hear = (found: Found): number => {
    if (typeof found === 'number') return found;
    if (found === 'idle') return HEARD;
    if (found !== null) {
      state = { ...state, refused: { ...state.refused, [found]: (state.refused[found] ?? 0) + 1 } };
      return STATUS[found];
    }
    state = { ...state, heardAt: options.now(), heard: state.heard + 1 };
    for (const listener of listeners) listener();
    return HEARD;
  };
  return {
    async listen() {
      try {
        const letters = await options.letters();
        server = await serve(options, async (request) => hear(await judge(request, { ...options, letters })));
        state = { ...state, address: addressOf(server, options), trouble: null };
      } catch (error) {
        state = { ...state, trouble: error instanceof Error ? error.message : String(error) };
      }
    },
    onHint: (listener) => listeners.push(listener),
    state: () => state,
    close: async () => {
      const open = server;
      server = null;
      if (open !== null) await closed(open);
    },
  };
}

/** Null: it is heard. A number: it is no letter at all. */
type Found = HookRefusal | 'idle' | number | null;

async function judge(
  request: IncomingMessage,
  { path, letters }: { readonly path: string; readonly letters: HookLetters },
): Promise<Found> {
  if (request.method !== 'POST' || request.url !== path) return 404;
  if (!isJson(request)) return 'malformed';
  const body = await bodyOf(request);
  if (body === null) return 'oversized';
  const [delivery, signature] = [
    header(request, 'x-github-delivery'),
    header(request, 'x-hub-signature-256'),
  ];
  return letters.judge({ delivery, signature, body });
}

async function serve(
  { host, port }: Pick<WebhookOptions, 'host' | 'port'>,
  answer: (request: IncomingMessage) => Promise<number>,
): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request).then(
      (status) => end(response, status),
      () => end(response, 500),
    );
  });
  server.requestTimeout = TIMEOUT_MS;
  server.headersTimeout = TIMEOUT_MS;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

function addressOf(server: Server, { host, port }: Pick<WebhookOptions, 'host' | 'port'>): string {
  const at = server.address();
  return `${host}:${at === null || typeof at === 'string' ? port : at.port}`;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/json\s*(?:;|$)/i.test(header(request, 'content-type'));
}

function header({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** Null: it is longer than any letter is. What says so in its header is not read. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  if (Number(header(request, 'content-length')) > MOST_BYTES) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    if (bytes > MOST_BYTES) return null;
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close' }).end();
}
