import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { git } from './git.mjs';
import { until } from './until.mjs';

const singles = 80;
const bursts = 4;
const burstLength = 10;
const salvos = 3;
const salvoWidth = 10;
/** Longer than a sweep of the supervisor: a commit that is not there by then was missed. */
const lostAfterMs = 45_000;

/**
 * Commits in the worktrees of workers, one by one at odd times, several in a row in one, and in several at once. Returns for each
 * commit the milliseconds from git's exit until it was durable in the journal; negative when it was there before git had ended.
 * @param {import('./fleet.mjs').Fleet} fleet
 */
export async function measureCommits(fleet) {
  /** @type {Map<string, number>} */
  const made = new Map();
  const commit = async (/** @type {string} */ worker) => {
    await git(fleet.worktreeOf(worker), ['commit', '-q', '--allow-empty', '-m', `${worker}: one more step`]);
    const at = performance.now();
    made.set(tipOf(fleet, worker), at);
  };
  for (let count = 0; count < singles; count += 1) {
    await commit(fleet.workerAt(count * 7));
    await pause(20 + ((count * 37) % 100));
  }
  for (let burst = 0; burst < bursts; burst += 1) {
    for (let count = 0; count < burstLength; count += 1) await commit(fleet.workerAt(burst * 11));
    await pause(300);
  }
  for (let salvo = 0; salvo < salvos; salvo += 1) {
    const width = Math.min(salvoWidth, fleet.workers.length);
    await Promise.all(
      Array.from({ length: width }, (_, index) => commit(fleet.workerAt(salvo * 13 + index))),
    );
    await pause(500);
  }
  await waitForAll(fleet, made);
  return {
    made: made.size,
    missed: [...made.keys()].filter((sha) => !fleet.journal.commits.has(sha)).length,
    ms: [...made].flatMap(([sha, at]) => {
      const seenAt = fleet.journal.commits.get(sha);
      return seenAt === undefined ? [] : [seenAt - at];
    }),
  };
}

/**
 * Gives up quietly: what is missing is counted.
 * @param {import('./fleet.mjs').Fleet} fleet
 * @param {ReadonlyMap<string, number>} made
 */
async function waitForAll({ journal }, made) {
  const all = () => [...made.keys()].every((sha) => journal.commits.has(sha));
  await Promise.race([until(all, { deadlineMs: lostAfterMs * 2, what: 'last commit' }), pause(lostAfterMs)]);
}

/**
 * Read from git's files: no process comes between the commit and the next one.
 * @param {import('./fleet.mjs').Fleet} fleet
 * @param {string} worker
 */
function tipOf({ commonDir }, worker) {
  return readFileSync(join(commonDir, 'refs', 'heads', 'feat', `bench-${worker}`), 'utf8').trim();
}
