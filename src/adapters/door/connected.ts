import type { Socket } from 'node:net';
import { nobodyListens } from './bind.ts';

/** Once it is connected; false when nobody listens. Rejects with what else went wrong. */
export async function connected(socket: Socket): Promise<boolean> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(true));
    // Stays on: an error that comes later is met where the reply is read.
    socket.on('error', (error) => {
      if (nobodyListens(error)) resolve(false);
      else reject(error);
    });
  });
}
