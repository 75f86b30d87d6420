// How long it takes from a commit until whoever watches the supervisor has the picture that counts it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { git } from './git.mjs';
import { until } from './until.mjs';

const src = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');
const commits = 100;
const openTimeoutMs = 30_000;
const lostAfterMs = 10_000;

/**
 * Fills the queue first; then commits one by one, at odd times, in one worktree after another.
 * @param {import('./fleet.mjs').Fleet} fleet
 * @returns {Promise<{ made: number, missed: number, ms: readonly number[] }>} from git's exit; negative when it was there before
 */
export async function measureWatching(fleet) {
  const over = new AbortController();
  /** @type {Map<string, number>} commits by worker, as the newest picture has them */
  const counts = new Map();
  /** @type {Map<string, number>} when a count was first seen, by "<worker> <count>" */
  const seenAt = new Map();
  let tasks = 0;
  const watching = watchPictures(fleet, over.signal, (snapshot) => {
    tasks = snapshot.tasks.length;
    for (const { worker, commits: made } of snapshot.workers) {
      if (counts.get(worker) !== made) seenAt.set(`${worker} ${made}`, performance.now());
      counts.set(worker, made);
    }
  });
  try {
    const all = fleet.fillQueue();
    await until(() => tasks === all, { deadlineMs: openTimeoutMs, what: `picture of ${all} tasks` });
    await fleet.atRest();
    const ms = [];
    for (let made = 0; made < commits; made += 1) {
      const worker = fleet.workerAt(made * 7);
      const next = `${worker} ${(counts.get(worker) ?? 0) + 1}`;
      await git(fleet.worktreeOf(worker), ['commit', '-q', '--allow-empty', '-m', `${worker}: watched`]);
      const at = performance.now();
      const there = () => seenAt.get(next) ?? null;
      const soon = until(there, { deadlineMs: lostAfterMs * 2, what: 'picture of a commit', pollMs: 1 });
      const seen = await Promise.race([soon, pause(lostAfterMs, null)]);
      if (seen !== null) ms.push(seen - at);
      await pause(60 + ((made * 37) % 200));
    }
    return { made: commits, missed: commits - ms.length, ms };
  } finally {
    over.abort();
    await watching;
  }
}

/**
 * @param {import('./fleet.mjs').Fleet} fleet
 * @param {AbortSignal} signal
 * @param {(snapshot: { tasks: readonly unknown[], workers: readonly { worker: string, commits: number }[] }) => void} see
 */
async function watchPictures({ doorPlace }, signal, see) {
  const { openClient } = await loaded(join('adapters', 'door', 'client.ts'));
  const client = openClient({ ...doorPlace, deadlineMs: openTimeoutMs });
  for await (const { snapshot } of client.watch({ signal })) if (snapshot !== null) see(snapshot);
}

/** A module of Czar's by itself: what is built has it only inside of programs. */
async function loaded(path) {
  const folder = mkdtempSync(join(tmpdir(), 'czar-bench-'));
  try {
    const build = await rolldown({ input: join(src, path), platform: 'node' });
    await build.write({
      dir: folder,
      format: 'esm',
      codeSplitting: false,
      entryFileNames: 'entry.mjs',
    });
    await build.close();
    return await import(pathToFileURL(join(folder, 'entry.mjs')).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
