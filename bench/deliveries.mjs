// How long it takes from the order to give a text of 20 KB to an agent until its receipt is confirmed: `czar selftest`, with one
// fake agent at a time, each in a session of its own.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const rounds = 5;
const textsPerRound = 20;
/** No round begins after it: on a busy machine there are fewer texts, and the count is told. */
const enoughMs = 150_000;
const roundTimeoutMs = 170_000;

/**
 * @param {{ begun: (end: () => Promise<void>) => void }} options
 * @returns {Promise<{ made: number, missed: number, ms: readonly number[] }>} missed: not confirmed
 */
export async function measureDeliveries({ begun }) {
  const began = performance.now();
  const runs = [];
  for (let round = 0; round < rounds && performance.now() - began < enoughMs; round += 1)
    runs.push(...(await oneRound(begun)));
  const ms = runs.flatMap(({ receiptMs }) => (receiptMs === null ? [] : [receiptMs]));
  return { made: runs.length, missed: runs.length - ms.length, ms };
}

/**
 * @param {(end: () => Promise<void>) => void} begun
 * @returns {Promise<readonly { receiptMs: number | null }[]>}
 */
async function oneRound(begun) {
  const args = [
    '--only',
    'claude',
    'task-text',
    '--times',
    String(textsPerRound),
    '--parallel',
    '1',
    '--json',
  ];
  const child = spawn(process.execPath, [program, 'selftest', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: roundTimeoutMs,
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
  return JSON.parse(out).runs;
}
