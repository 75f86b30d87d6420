import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator } from 'emulate';
import { operationIn } from './operation.ts';
import { combinedShape, statusShape } from './shapes.ts';
import type { Status } from './state.ts';

/**
 * The GitHub of the package emulate, which somebody else wrote. What it says is handed on as it stands; only commit statuses, which
 * it does not have and which each pull request of Czar is read with, are kept here. Letters get an id as GitHub gives them, and
 * keep the body and the signature that it made.
 */
export interface EmulatedGitHub {
  /** As of an Enterprise server. */
  readonly baseUrl: string;
  /** What it said itself, in the order in which it did. */
  readonly answered: readonly Said[];
  readonly statuses: ReadonlyMap<string, readonly Status[]>;
  /** Asks it as this person, without anything in between. */
  ask(request: Asked): Promise<Said>;
  /** Where letters to this address are to be sent by it. */
  lettersTo(address: string): string;
  close(): Promise<void>;
}

export interface Asked {
  /** "GET /user" */
  readonly call: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

export interface Said {
  /** "GET /repos/{owner}/{repo}/pulls"; of a call that Czar does not make, its path as it stands. */
  readonly operation: string;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** Repository "acme/shop" of the user "acme", who may write; so may "czar-bot", and "anna" may not. */
export const TOKENS = { bot: 'token of the bot', owner: 'token of acme', anna: 'token of anna' } as const;

export async function startEmulated(): Promise<EmulatedGitHub> {
  const folder = mkdtempSync(join(tmpdir(), 'czar-emulate-'));
  const socketPath = join(folder, 's');
  const answered: Said[] = [];
  const statuses = new Map<string, Status[]>();
  const ask = async (asked: Asked): Promise<Said> => {
    const [method = 'GET', path = '/'] = asked.call.split(' ');
    const { token = TOKENS.bot, body } = asked;
    const headers = { authorization: `Bearer ${token}`, ...asked.headers };
    const text = body === undefined ? '' : JSON.stringify(body);
    const reply = await exchange({ socketPath, method, path, headers, text });
    const operation = operationIn(method, path)?.operation ?? asked.call;
    return { operation, status: reply.status, headers: reply.headers, body: parsed(reply.text) };
  };
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const [method, url] = [request.method ?? 'GET', request.url ?? '/'];
      const text = await textOf(request);
      const letters = /^\/letters\/(.+)$/.exec(url)?.[1];
      const reply =
        letters === undefined
          ? await heard({ method, path: url.replace(/^\/api\/v3/, ''), headers: request.headers, text })
          : await handOn(decodeURIComponent(letters), request.headers, text);
      response.writeHead(reply.status, reply.headers).end(reply.text);
    };
    // Whoever asked may be gone.
    answer().catch(() => request.socket.destroy());
  });
  const heard = async (message: Message): Promise<Reply> => {
    const found = operationIn(message.method, message.path);
    const kept = found === null ? null : statusCall(statuses, found, message.text);
    if (kept !== null) return kept;
    const reply = await exchange({ ...message, socketPath });
    const operation = found?.operation ?? `${message.method} ${message.path}`;
    answered.push({ operation, status: reply.status, headers: reply.headers, body: parsed(reply.text) });
    return reply;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const emulator = await createEmulator({
    service: 'github',
    // By a port it would listen at every address of the machine.
    port: socketPath as unknown as number,
    baseUrl: `${origin}/api/v3`,
    seed: {
      tokens: {
        [TOKENS.bot]: { login: 'czar-bot', scopes: ['repo'] },
        [TOKENS.owner]: { login: 'acme', scopes: ['repo', 'admin:repo_hook'] },
        [TOKENS.anna]: { login: 'anna', scopes: ['repo'] },
      },
      github: {
        users: [{ login: 'acme' }, { login: 'czar-bot' }, { login: 'anna' }],
        repos: [{ owner: 'acme', name: 'shop' }],
      },
    },
  });
  const body = { permission: 'push' };
  await ask({ call: 'PUT /repos/acme/shop/collaborators/czar-bot', body, token: TOKENS.owner });
  return {
    baseUrl: `${origin}/api/v3`,
    answered,
    statuses,
    ask,
    lettersTo: (address) => `${origin}/letters/${encodeURIComponent(address)}`,
    close: async () => {
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), emulator.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Message {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Null: it is about something else. */
function statusCall(
  statuses: Map<string, Status[]>,
  { operation, parts: { sha = '', ref = '' } }: NonNullable<ReturnType<typeof operationIn>>,
  text: string,
): Reply | null {
  if (operation === 'GET /repos/{owner}/{repo}/commits/{ref}/status')
    return json(200, combinedShape(ref, statuses.get(ref) ?? []));
  if (operation !== 'POST /repos/{owner}/{repo}/statuses/{sha}') return null;
  const { context, state, description } = JSON.parse(text) as Status;
  const before = statuses.get(sha) ?? [];
  const made: Status = { id: before.length + 1, context, state, description };
  statuses.set(sha, [...before, made]);
  return json(201, statusShape(made));
}

function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) };
}

/** Its own id is a number that begins at 1 each time; GitHub gives one that nothing else has. */
function handOn(address: string, headers: IncomingMessage['headers'], text: string): Promise<Reply> {
  const { hostname, port, pathname } = new URL(address);
  const changed = { ...headers, host: `${hostname}:${port}`, 'x-github-delivery': randomUUID() };
  return exchange({ hostname, port, method: 'POST', path: pathname, headers: changed, text });
}

function exchange(
  to: Message & ({ readonly socketPath: string } | { readonly hostname: string; readonly port: string }),
): Promise<Reply> {
  const { text, headers, ...where } = to;
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(text)) };
    const outgoing = send({
      ...where,
      agent: false,
      headers: { host: 'github', ...ofMessage(headers), ...length },
    });
    outgoing.once('response', (answer) => {
      textOf(answer).then(
        (said) => resolve({ status: answer.statusCode ?? 0, headers: ofMessage(answer.headers), text: said }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(text);
  });
}

/** Without what is about one connection. */
function ofMessage(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const about = ['connection', 'content-length', 'transfer-encoding'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !about.includes(name)));
}

function parsed(text: string): unknown {
  return text === '' ? null : JSON.parse(text);
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
