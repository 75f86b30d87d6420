import { mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Response } from '../../domain/request.ts';
import type { Door, Watch } from '../../ports/door.ts';
import { addressOf, type DoorAddress, type DoorPlace } from './address.ts';
import { bind } from './bind.ts';
import { serveConnection, type Answer, type Host } from './connection.ts';
import type { Holder } from './decode-holder.ts';
import { describeHolder, dropHolder, writeHolder } from './holder.ts';
import { dropToken, newToken } from './token.ts';
import { openWatchers } from './watchers.ts';

const connectionsMax = 64;
/** How long peers that are being served have to read their last reply when the door closes. */
const closingGraceMs = 1_000;
const startingTimeoutMs = 20_000;

/** The door of a project. `self` is this process, named to those who find the door taken. */
export function openDoor(place: DoorPlace & { readonly self: Holder }): Door {
  const address = addressOf(place);
  const { promise: isServed, resolve: begin } = deferred<Served>();
  let served: Served | null = null;
  const first = async (): Promise<Served | null> => {
    if (served !== null) return served;
    const late = new AbortController();
    const begun = await Promise.race([isServed, wait(startingTimeoutMs, null, { signal: late.signal })]);
    late.abort();
    return begun;
  };
  const host: Omit<Host, 'token'> = {
    answer: async (request) => (await first())?.answer(request) ?? stillStarting(),
    watch: async () => (await first())?.watch ?? null,
    watchers: openWatchers(),
  };
  let open: OpenDoor | null = null;
  return {
    async take() {
      if (open !== null) return { taken: true };
      open = await takeDoor(place, address, host);
      if (open !== null) return { taken: true };
      return { taken: false, holder: await describeHolder(place.journalDir, address.listen) };
    },
    serve(answer, watch) {
      served = { answer, watch: watch ?? null };
      begin(served);
    },
    async close() {
      const closing = open;
      open = null;
      if (closing !== null) await closeDoor(closing, place.journalDir, address);
    },
  };
}

interface Served {
  readonly answer: Answer;
  readonly watch: Watch | null;
}

interface OpenDoor {
  readonly server: Server;
  readonly sockets: ReadonlySet<Socket>;
}

/** Null: somebody else has it. Peers are served with the token of this holder, which is on the disk before anyone is served. */
async function takeDoor(
  { journalDir, self }: { readonly journalDir: string; readonly self: Holder },
  address: DoorAddress,
  host: Omit<Host, 'token'>,
): Promise<OpenDoor | null> {
  const sockets = new Set<Socket>();
  const { promise: token, resolve: tokenIsReady } = deferred<string>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    void token.then((known) => serveConnection(socket, { ...host, token: known }));
  });
  server.maxConnections = connectionsMax;
  // A connection that cannot be accepted (too many open files) costs its peer an answer, and not Czar its life.
  server.on('error', () => undefined);
  await mkdir(journalDir, { recursive: true, mode: 0o700 });
  if (!(await bind(server, address))) return null;
  try {
    await writeHolder(journalDir, self);
    tokenIsReady(await newToken(journalDir));
  } catch (error) {
    server.close();
    throw error;
  }
  return { server, sockets };
}

async function closeDoor(
  { server, sockets }: OpenDoor,
  journalDir: string,
  address: DoorAddress,
): Promise<void> {
  // While the door is still held nobody else can have written these.
  await dropToken(journalDir);
  await dropHolder(journalDir);
  if (address.kind === 'path') await rm(address.listen, { force: true });
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) socket.end();
  const patience = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, closingGraceMs);
  await closed;
  clearTimeout(patience);
}

function stillStarting(): Response {
  return { ok: false, exit: 1, says: 'the supervisor is still starting; try again in a moment' };
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let settle: ((value: T) => void) | null = null;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle?.(value) };
}
