import { chmod, mkdir, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { hasCode } from '../files/error-code.ts';
import { withLockFile } from '../files/lock-file.ts';
import type { DoorAddress } from './address.ts';

const triesMax = 3;
const knockTimeoutMs = 500;

/** Lets `server` listen at `address`. False: somebody else does. A file whose holder is dead is taken over. */
export async function bind(server: Server, address: DoorAddress): Promise<boolean> {
  if (address.kind === 'abstract') return bindName(server, address.listen);
  await mkdir(dirname(address.listen), { recursive: true, mode: 0o700 });
  // Between finding a stale file and removing it nobody else may have put a live one there.
  return withLockFile(`${address.listen}.lock`, () => bindPath(server, address.listen));
}

async function bindName(server: Server, name: string): Promise<boolean> {
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (await listen(server, name)) return true;
    if (await isHeld(name)) return false;
  }
  return false;
}

async function bindPath(server: Server, path: string): Promise<boolean> {
  if (!(await listen(server, path))) {
    if (await isHeld(path)) return false;
    await rm(path, { force: true });
    if (!(await listen(server, path))) return false;
  }
  await chmod(path, 0o600);
  return true;
}

/** False when the address is in use. */
async function listen(server: Server, path: string): Promise<boolean> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path, exclusive: true }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    return true;
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return false;
    throw error;
  }
}

/** Whether a process holds this address. One that is suspended, or too busy to accept, holds it as well. */
async function isHeld(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path, timeout: knockTimeoutMs });
    const say = (held: boolean): void => {
      socket.destroy();
      resolve(held);
    };
    socket.once('connect', () => say(true));
    socket.once('timeout', () => say(true));
    socket.once('error', (error) => say(!nobodyListens(error)));
  });
}

/** The errors of a connection to an address that no process holds. */
export function nobodyListens(error: unknown): boolean {
  return hasCode(error, 'ECONNREFUSED') || hasCode(error, 'ENOENT');
}
