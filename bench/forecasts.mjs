import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { git } from './git.mjs';

const rounds = 10;
const mostWorkers = 20;
const lostAfterMs = 30_000;

/**
 * In each round one worker commits a file that all others have, with another content. Returns for each the milliseconds from git's
 * exit until its conflicts with all of them were durable in the journal.
 * @param {import('./fleet.mjs').Fleet} fleet
 */
export async function measureForecasts(fleet) {
  const workers = fleet.workers.slice(0, mostWorkers);
  const commit = async (/** @type {string} */ worker, /** @type {readonly string[]} */ files) => {
    const folder = fleet.worktreeOf(worker);
    for (const file of files) writeFileSync(join(folder, file), `${worker}\n`);
    await git(folder, ['add', '-A']);
    await git(folder, ['commit', '-q', '-m', `${worker}: ${files.length} files`]);
  };
  const odd = (/** @type {number} */ round) => workers[round % workers.length] ?? '';
  for (const worker of workers) {
    const files = Array.from({ length: rounds }, (_, round) => round).filter(
      (round) => odd(round) !== worker,
    );
    await commit(worker, files.map(nameOf));
  }
  await fleet.atRest();
  const ms = [];
  let missed = 0;
  for (let round = 0; round < rounds; round += 1) {
    await commit(odd(round), [nameOf(round)]);
    const at = performance.now();
    const seenAt = await allSeen(fleet, {
      worker: odd(round),
      file: nameOf(round),
      others: workers.length - 1,
    });
    if (seenAt === null) missed += 1;
    else ms.push(seenAt - at);
    await pause(50 + ((round * 137) % 400));
  }
  return { made: rounds, missed, ms };
}

/** @param {number} round */
function nameOf(round) {
  return `shared-${round}.txt`;
}

/**
 * When the last of the conflicts was durable; null: not all came in time.
 * @param {import('./fleet.mjs').Fleet} fleet
 * @param {{ worker: string, file: string, others: number }} wanted
 */
async function allSeen({ journal }, { worker, file, others }) {
  const end = performance.now() + lostAfterMs;
  while (performance.now() < end) {
    const found = journal.conflicts.filter(
      ({ sides, files }) => sides.includes(worker) && files.includes(file),
    );
    if (found.length >= others) return found[others - 1]?.at ?? null;
    await pause(5);
  }
  return null;
}
