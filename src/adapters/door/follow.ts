import { connect } from 'node:net';
import type { WatchRequest } from '../../domain/request.ts';
import { withDelta } from '../../domain/snapshot-delta.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { addressOf, type DoorPlace } from './address.ts';
import { connected } from './connected.ts';
import { decodeWatchLine, type Reply, type WatchLine } from './decode-response.ts';
import { linesOf } from './lines.ts';
import { readToken } from './token.ts';

/** Snapshots of the largest projects have tens of megabytes. */
const lineBytesMax = 512 * 1024 * 1024;
/** Whoever lives says something every 4 s; one that is only busy is up again before this. */
const silenceMs = 10_000;
const firstLineMs = 1_000;

export interface Following {
  readonly request: WatchRequest;
  readonly signal: AbortSignal;
  /** What is so at `at`, epoch milliseconds. */
  readonly picture: (snapshot: Snapshot, at: number) => void;
  /** Somebody is there, and has not said anything for a while. */
  readonly silence: () => void;
}

/** Watches through one connection until it is over. */
export async function follow(
  place: DoorPlace,
  { request, signal, picture, silence }: Following,
): Promise<'nobody' | 'refused' | 'starting' | 'hung up'> {
  const socket = connect({ path: addressOf(place).listen });
  const giveUp = (): void => void socket.destroy(new Error('it is not wanted any more'));
  signal.addEventListener('abort', giveUp, { once: true });
  let patience = setTimeout(silence, firstLineMs);
  try {
    if (!(await connected(socket))) return 'nobody';
    const token = (await readToken(place.journalDir)) ?? '';
    socket.write(`${JSON.stringify({ v: 1, token, request })}\n`);
    let known: Snapshot | null = null;
    for await (const text of linesOf(socket, lineBytesMax)) {
      clearTimeout(patience);
      patience = setTimeout(silence, silenceMs);
      const line = decodeWatchLine(text);
      if ('starting' in line) return 'starting';
      if ('denied' in line || 'response' in line) return 'refused';
      known = pictureAfter(known, line);
      picture(known, 'beat' in line ? line.beat : known.at);
    }
    return 'hung up';
  } catch {
    // A connection that breaks, or on which another release speaks, is given up; another one may do better.
    return 'hung up';
  } finally {
    clearTimeout(patience);
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

type PictureLine = Exclude<WatchLine, { readonly starting: true } | Reply>;

function pictureAfter(known: Snapshot | null, line: PictureLine): Snapshot {
  if ('snapshot' in line) return line.snapshot;
  if (known === null) throw new TypeError('the first line is no picture');
  return 'delta' in line ? withDelta(known, line.delta) : known;
}
