import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { chatFrames } from './chat.ts';
import { decodeRequest } from './decode-request.ts';
import type { Frame, Frames, Framing } from './frames.ts';
import { messagesFrames } from './messages.ts';
import { responsesFrames } from './responses.ts';
import type { Dialect, Reply, Turn } from './turn.ts';

/** A model on loopback. It remembers every turn, and answers as `reply` says. */
export interface FakeLlm {
  /** Without a path: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** In the order in which they came. */
  readonly turns: readonly Turn[];
  /** What went wrong in the server itself: a request that it does not understand, a rule that threw. */
  readonly faults: readonly string[];
  /** From now on turns are answered by this rule. Those without tools get a short text. */
  reply(rule: (turn: Turn) => Reply): void;
  /** Hangs up on everybody. */
  close(): Promise<void>;
}

const TITLE: Reply = { as: 'text', text: 'A task' };

interface State {
  readonly turns: Turn[];
  readonly faults: string[];
  rule: (turn: Turn) => Reply;
}

export async function openFakeLlm(): Promise<FakeLlm> {
  const state: State = { turns: [], faults: [], rule: () => ({ as: 'text', text: 'Understood.' }) };
  const server = createServer((request, response) => {
    serve(state, request, response).catch((error: unknown) => {
      state.faults.push(`${request.method} ${request.url}: ${String(error)}`);
      response.destroy();
    });
  });
  // Codex tries a web socket first and takes a no for an answer.
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    turns: state.turns,
    faults: state.faults,
    reply(rule) {
      state.rule = rule;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const dialect = request.method === 'POST' ? dialectOf(pathname) : null;
  const body = await text(request);
  if (dialect === null) return answerOther(request, response, pathname);
  const turn = decodeRequest(dialect, JSON.parse(body));
  state.turns.push(turn);
  const reply = turn.hasTools ? state.rule(turn) : TITLE;
  give(response, reply, { turn, number: state.turns.length });
}

function dialectOf(pathname: string): Dialect | null {
  if (pathname.endsWith('/messages')) return 'messages';
  if (pathname.endsWith('/responses')) return 'responses';
  return pathname.endsWith('/chat/completions') ? 'chat' : null;
}

const MODELS = { object: 'list', data: [{ id: 'fake-model', object: 'model' }], models: [] };
const NOT_FOUND = { type: 'error', error: { type: 'not_found_error', message: 'not found' } };

/** What agents ask beside the turns: whether anybody is there, which models there are, how many tokens a text has. */
function answerOther(request: IncomingMessage, response: ServerResponse, pathname: string): void {
  if (request.method === 'HEAD' && pathname === '/') return send(response, { status: 200, body: null });
  if (pathname.endsWith('/messages/count_tokens'))
    return send(response, { status: 200, body: { input_tokens: 42 } });
  if (pathname.endsWith('/models')) {
    return send(response, { status: 200, body: MODELS });
  }
  send(response, { status: 404, body: NOT_FOUND });
}

const FRAMINGS: Readonly<Record<Dialect, Framing>> = {
  messages: messagesFrames,
  responses: responsesFrames,
  chat: chatFrames,
};

interface Asked {
  readonly turn: Turn;
  readonly number: number;
}

function give(response: ServerResponse, reply: Reply, { turn, number }: Asked): void {
  switch (reply.as) {
    case 'text':
    case 'tool':
      return answer(response, FRAMINGS[turn.dialect](reply, turn, number), turn.streams);
    case 'refusal':
      return send(response, reply);
    case 'drop': {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const [first] = FRAMINGS[turn.dialect]({ as: 'text', text: '' }, turn, number).events;
      response.write(first === undefined ? '' : lines(first), () => response.destroy());
      return;
    }
    case 'hang':
      return;
  }
}

function answer(response: ServerResponse, { events, whole }: Frames, streams: boolean): void {
  if (!streams) return send(response, { status: 200, body: whole });
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.end(events.map(lines).join(''));
}

function lines({ event, data }: Frame): string {
  const name = event === null ? '' : `event: ${event}\n`;
  return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

interface Plain {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object | null;
}

function send(response: ServerResponse, { status, headers = {}, body }: Plain): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === null ? '' : JSON.stringify(body));
}
