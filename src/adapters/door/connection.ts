import type { Socket } from 'node:net';
import { Fault } from '../../domain/fault.ts';
import type { Request, Response, WatchRequest } from '../../domain/request.ts';
import type { Watch } from '../../ports/door.ts';
import { messageOf } from '../files/error-code.ts';
import { decodeFrame, decodeRequest } from './decode-request.ts';
import type { Reply } from './decode-response.ts';
import { ping } from './holder.ts';
import { linesOf } from './lines.ts';
import { replyText } from './snapshot-text.ts';
import { sameToken } from './token.ts';
import type { Watchers } from './watchers.ts';

export type Answer = (request: Request) => Promise<Response>;

/** The one who holds the door. */
export interface Host {
  readonly token: string;
  readonly answer: Answer;
  /** Null: nobody can watch yet. */
  readonly watch: () => Promise<Watch | null>;
  readonly watchers: Watchers;
}

const lineBytesMax = 2 * 1024 * 1024;
const requestsMax = 100;
/** A peer that is connected but sends no whole line for this long is dropped. */
const idleTimeoutMs = 10_000;
const answerTimeoutMs = 60_000;

/** Talks with one peer until it hangs up, misbehaves, or has asked often enough. Never rejects. */
export async function serveConnection(socket: Socket, host: Host): Promise<void> {
  try {
    const wanted = await converse(socket, host);
    if (wanted !== null) await showTo(socket, wanted, host);
  } catch {
    // The peer broke the connection or sent a line without end: nobody is left to tell.
    socket.destroy();
  } finally {
    // Lets the last reply out, for as long as the peer reads it.
    socket.setTimeout(idleTimeoutMs, () => socket.destroy());
    socket.destroySoon();
  }
}

/** Replies line by line; ends with the wish of a peer that goes on to watch. */
async function converse(socket: Socket, host: Host): Promise<WatchRequest | null> {
  // For a whole line, not for any byte: a peer that drips bytes is as idle as a silent one.
  let idle = setTimeout(() => socket.destroy(), idleTimeoutMs);
  let left = requestsMax;
  try {
    for await (const line of linesOf(socket, lineBytesMax)) {
      clearTimeout(idle);
      left -= 1;
      const next = await replyTo(socket, line, host);
      if (next !== 'go on') return next;
      if (left === 0) return null;
      idle = setTimeout(() => socket.destroy(), idleTimeoutMs);
    }
    return null;
  } finally {
    clearTimeout(idle);
  }
}

/** Null: the connection is to be closed. */
async function replyTo(socket: Socket, line: string, host: Host): Promise<'go on' | WatchRequest | null> {
  if (line === ping) {
    socket.write(`${ping}\n`);
    return 'go on';
  }
  const frame = decodeFrame(line);
  if (!frame.good) {
    reply(socket, { v: 1, response: refusal(frame.because) });
    return null;
  }
  if (!sameToken(host.token, frame.token)) {
    reply(socket, { v: 1, denied: true });
    return null;
  }
  if (frame.until !== null && Date.now() > frame.until) {
    reply(socket, { v: 1, response: tooOld });
    return null;
  }
  const decoded = decodeRequest(frame.request);
  if (!decoded.good) reply(socket, { v: 1, response: refusal(decoded.because) });
  else if (decoded.request.ask === 'watch') return decoded.request;
  else reply(socket, { v: 1, response: await answered(decoded.request, host.answer) });
  return 'go on';
}

/** There is no other answer than the picture, until one of the two ends it. */
async function showTo(socket: Socket, request: WatchRequest, { watch, watchers }: Host): Promise<void> {
  const given = await watch();
  if (given === null) return void socket.write(startingLine);
  if (watchers.isFull()) return reply(socket, { v: 1, response: full });
  return watchers.serve(socket, request, given);
}

/** Whoever watches connects again, until there is a picture. */
const startingLine = '{"v":1,"starting":true}\n';
const full: Response = { ok: false, exit: 1, says: 'too many watch already; end one of them' };

function reply(socket: Socket, content: Reply): void {
  for (const piece of replyText(content)) socket.write(piece);
}

/** Whoever asked has given up, or was suspended on the way: it is not carried out behind their back. */
const tooOld: Response = {
  ok: false,
  exit: 1,
  says: 'the request came too late and was not carried out: ask again',
};

function refusal(because: string): Response {
  return { ok: false, exit: 2, says: `the supervisor does not understand this request: ${because}` };
}

async function answered(request: Request, answer: Answer): Promise<Response> {
  const late = new AbortController();
  try {
    return await Promise.race([answer(request), tooLate(late.signal)]);
  } catch (error) {
    return { ok: false, exit: exitOf(error), says: messageOf(error) };
  } finally {
    late.abort();
  }
}

function tooLate(signal: AbortSignal): Promise<Response> {
  const says = `the supervisor found no answer within ${answerTimeoutMs / 1000} s`;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ ok: false, exit: 1, says }), answerTimeoutMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

function exitOf(error: unknown): 1 | 2 | 3 {
  if (!(error instanceof Fault)) return 1;
  if (error.facts.code === 'bad-input') return 2;
  return error.facts.code === 'not-found' ? 3 : 1;
}
