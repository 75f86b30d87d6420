import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const everyMs = 100;
const line = `${'-'.repeat(500)}\n`;

/**
 * Syncs a small file of its own ten times a second until `stop`, which returns how long each sync took, in milliseconds. No
 * journal on this disk can be faster at that time.
 * @param {string} folder
 */
export function timeSyncs(folder) {
  const file = openSync(join(folder, 'synced'), 'a');
  /** @type {number[]} */
  const ms = [];
  let running = Promise.resolve();
  const once = async () => {
    writeSync(file, line);
    const at = performance.now();
    await promisify(fdatasync)(file);
    ms.push(performance.now() - at);
  };
  const timer = setInterval(() => {
    running = running.then(once);
  }, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
      closeSync(file);
      return ms;
    },
  };
}
