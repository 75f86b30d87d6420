import { setTimeout as pause } from 'node:timers/promises';
import { until } from './until.mjs';

const kills = 50;
const lostAfterMs = 45_000;
/** A killed agent is back, with its text, after at most so long. */
const backWithinMs = 60_000;

/**
 * Kills agents with SIGKILL, one after another at odd times, while those killed before are being restarted. Returns for each the
 * milliseconds until its end was durable in the journal.
 * @param {import('./fleet.mjs').Fleet} fleet
 */
export async function measureCrashes(fleet) {
  const ms = [];
  let missed = 0;
  for (let count = 0; count < kills; count += 1) {
    const worker = fleet.workerAt(count * 7);
    const victim = await until(() => settled(fleet, worker), {
      deadlineMs: backWithinMs,
      what: `${worker} again`,
    });
    process.kill(victim.panePid, 'SIGKILL');
    const at = performance.now();
    const noticedAt = await noticed(fleet, `${worker} ${victim.number}`);
    if (noticedAt === null) missed += 1;
    else ms.push(noticedAt - at);
    await pause(40 + ((count * 53) % 160));
  }
  return { made: kills, missed, ms };
}

/**
 * The generation of a worker once it has its text: only then is a kill a kill of a quiet agent.
 * @param {import('./fleet.mjs').Fleet} fleet
 * @param {string} worker
 */
function settled({ journal }, worker) {
  const generation = journal.generations.get(worker);
  if (generation === undefined || journal.ends.has(`${worker} ${generation.number}`)) return null;
  return journal.delivered.get(worker) === generation.number ? generation : null;
}

/**
 * @param {import('./fleet.mjs').Fleet} fleet
 * @param {string} end
 * @returns {Promise<number | null>}
 */
async function noticed({ journal }, end) {
  const deadline = performance.now() + lostAfterMs;
  while (performance.now() < deadline) {
    const at = journal.ends.get(end);
    if (at !== undefined) return at;
    await pause(5);
  }
  return null;
}
