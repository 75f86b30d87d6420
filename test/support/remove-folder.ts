import { rmSync } from 'node:fs';

const tries = 100;
const betweenMs = 50;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Removes a folder in which somebody may write for a moment yet. `maxRetries` of `rmSync` is no help: it tries only the folder again,
 * and not what came into it. Errors: the last one, after five seconds.
 */
export function removeFolder(path: string): void {
  for (let left = tries; ; left -= 1) {
    try {
      return rmSync(path, { recursive: true, force: true });
    } catch (error) {
      if (left <= 1) throw error;
      Atomics.wait(sleeper, 0, 0, betweenMs);
    }
  }
}
