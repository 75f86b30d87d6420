// How long it takes from the order to give a text of 20 KB to an agent until its receipt is confirmed: `czar selftest`, with one
// fake agent at a time, each in a session of its own.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const deliveries = 100;
const timeoutMs = 300_000;

/**
 * @param {{ begun: (end: () => Promise<void>) => void }} options
 * @returns {Promise<{ made: number, missed: number, ms: readonly number[] }>} missed: not confirmed
 */
export async function measureDeliveries({ begun }) {
  const args = ['--only', 'claude', 'task-text', '--times', String(deliveries), '--parallel', '1', '--json'];
  const child = spawn(process.execPath, [program, 'selftest', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: timeoutMs,
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  begun(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk;
  });
  await ended;
  if (out === '') throw new Error('the selftest did not tell how it went');
  /** @type {{ runs: { receiptMs: number | null }[] }} */
  const { runs } = JSON.parse(out);
  const ms = runs.flatMap(({ receiptMs }) => (receiptMs === null ? [] : [receiptMs]));
  return { made: deliveries, missed: deliveries - ms.length, ms };
}
