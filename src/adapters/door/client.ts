import { connect, type Socket } from 'node:net';
import { Fault } from '../../domain/fault.ts';
import type { Request, Response } from '../../domain/request.ts';
import type { Client } from '../../ports/client.ts';
import { messageOf } from '../files/error-code.ts';
import { addressOf, type DoorPlace } from './address.ts';
import { connected } from './connected.ts';
import { decodeReply } from './decode-response.ts';
import { livingHolder } from './holder.ts';
import { linesOf } from './lines.ts';
import { readKept } from './kept-snapshot.ts';
import { readToken } from './token.ts';

/** Snapshots of the largest projects have tens of megabytes. */
const replyBytesMax = 512 * 1024 * 1024;
/** A supervisor that has just started or restarted has a new token. */
const deniedTriesMax = 3;

/**
 * A client of the project's supervisor. `ask` gives null when nobody listens. Errors: Fault `deadline` (transient) when somebody
 * does but gives no answer within `deadlineMs`, naming its pid.
 */
export function openClient(place: DoorPlace & { readonly deadlineMs: number }): Client {
  return {
    async ask(request) {
      const signal = AbortSignal.timeout(place.deadlineMs);
      const asking = { request, until: Date.now() + place.deadlineMs, signal };
      for (let tries = 0; tries < deniedTriesMax; tries += 1) {
        const response = await askOnce(place, asking);
        if (response !== 'denied') return response;
      }
      throw await unanswered(place, 'it does not accept the token in the journal dir');
    },
    lastSnapshot: () => readKept(place.journalDir),
    async *watch(options) {
      // What only those need who stay is not loaded for those who only ask.
      const { watchDoor } = await import('./watch.ts');
      yield* watchDoor(place, options);
    },
  };
}

interface Asking {
  readonly request: Request;
  /** Epoch milliseconds: nobody waits for it any more, so that it must not be carried out later. */
  readonly until: number;
  readonly signal: AbortSignal;
}

async function askOnce(
  place: DoorPlace & { readonly deadlineMs: number },
  { request, until, signal }: Asking,
): Promise<Response | null | 'denied'> {
  const socket = connect({ path: addressOf(place).listen });
  const expire = (): void => void socket.destroy(new Error(`no answer within ${place.deadlineMs} ms`));
  signal.addEventListener('abort', expire, { once: true });
  try {
    if (signal.aborted) expire();
    if (!(await connected(socket))) return null;
    const token = (await readToken(place.journalDir)) ?? '';
    socket.write(`${JSON.stringify({ v: 1, token, request, until })}\n`);
    return await replyFrom(socket);
  } catch (error) {
    throw await unanswered(place, messageOf(error), error);
  } finally {
    signal.removeEventListener('abort', expire);
    socket.destroy();
  }
}

async function replyFrom(socket: Socket): Promise<Response | 'denied'> {
  for await (const line of linesOf(socket, replyBytesMax)) {
    const reply = decodeReply(line);
    return 'denied' in reply ? 'denied' : reply.response;
  }
  throw new Error('it hung up without an answer');
}

async function unanswered(place: DoorPlace, because: string, cause?: unknown): Promise<Fault> {
  const holder = await livingHolder(place.journalDir);
  const on = holder === null ? `project ${place.projectId}` : `pid ${holder.pid}`;
  const help =
    holder === null
      ? 'try again'
      : `if it is suspended, let it go on: kill -CONT ${holder.pid}; then try again`;
  return new Fault(
    { code: 'deadline', what: 'ask the supervisor', on, because, help, transient: true },
    cause,
  );
}
