// How soon the terminal interface shows its first frame, answers a key and shows a commit, and what it costs while nothing happens.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { git } from './git.mjs';
import { cpuMsOf, hasProc } from './processes.mjs';
import { until } from './until.mjs';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'main.js');
const size = ['-x', '200', '-y', '50'];
const starts = 10;
const keys = 300;
const commits = 30;
/** So many rows are in sight, whatever stands above and below them. */
const inSight = 30;
const idleSeconds = 60;
/** What a key or a commit has set going is over by then: the runtime itself tidies up some ten seconds after much was done. */
const settleMs = 15_000;
const deadlineMs = 20_000;
const lostAfterMs = 5_000;

/** @typedef {{ made: number, missed: number, ms: readonly number[] }} Measured */

/**
 * Everything from outside: a tmux of its own, keys in, bytes out. Times are those of this process, so that what tmux and it take
 * counts too.
 * @param {import('./fleet.mjs').Fleet} fleet
 * @returns {Promise<{ frames: Measured, keys: Measured, shown: Measured, idleCpuMsPerMinute: number | null, pageCpuMsPerMinute: number | null }>}
 */
export async function measureTerminal(fleet) {
  const tmux = await openTmux(fleet);
  try {
    const firstFrameMs = [];
    for (let start = 0; start < starts; start += 1) {
      const shown = await tmux.open();
      firstFrameMs.push(shown.ms);
      await tmux.close();
    }
    const { pid } = await tmux.open();
    const keyMs = [];
    for (let key = 0; key < keys; key += 1) {
      // Down and up again, so that there always is another row to go to.
      const ms = await tmux.press(Math.floor(key / 20) % 2 === 0 ? 'j' : 'k');
      if (ms !== null) keyMs.push(ms);
      await pause(20 + ((key * 37) % 60));
    }
    const idleCpuMsPerMinute = await idleCpu(pid);
    await tmux.press('g');
    const shownMs = [];
    for (let made = 0; made < commits; made += 1) {
      const ms = await tmux.shows(fleet.workerAt(1 + (made % (inSight - 1))), fleet);
      if (ms !== null) shownMs.push(ms);
      await pause(60 + ((made * 37) % 200));
    }
    await tmux.press('Enter');
    const pageCpuMsPerMinute = await idleCpu(pid);
    return {
      frames: { made: starts, missed: 0, ms: firstFrameMs },
      keys: { made: keys, missed: keys - keyMs.length, ms: keyMs },
      shown: { made: commits, missed: commits - shownMs.length, ms: shownMs },
      idleCpuMsPerMinute,
      pageCpuMsPerMinute,
    };
  } finally {
    tmux.end();
  }
}

/** Of one process, while nobody does anything. Null: this system does not tell. */
async function idleCpu(/** @type {number} */ pid) {
  if (!hasProc) return null;
  await pause(settleMs);
  const before = cpuMsOf(pid);
  await pause(idleSeconds * 1000);
  return Math.round(((cpuMsOf(pid) - before) * 60) / idleSeconds);
}

/** A tmux that is told what to do, and tells what its panes write, over one connection. */
async function openTmux(/** @type {import('./fleet.mjs').Fleet} */ { scratch, commonDir }) {
  const socket = join(scratch, 'terminal');
  const env = {
    PATH: process.env.PATH,
    HOME: join(scratch, 'home'),
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
  };
  const args = ['-f', '/dev/null', '-S', socket, '-C', 'new-session', '-s', 'mine', ...size, 'exec cat'];
  const child = spawn('tmux', args, { env, cwd: dirname(commonDir), stdio: ['pipe', 'pipe', 'ignore'] });
  let said = '';
  let saidAt = 0;
  child.stdout.setEncoding('latin1').on('data', (text) => {
    said += text;
    if (text.includes('%output')) saidAt = performance.now();
  });
  const tell = (/** @type {string} */ line) => child.stdin.write(`${line}\n`);
  const says = (/** @type {RegExp} */ pattern, /** @type {string} */ what) =>
    until(() => pattern.exec(said), { deadlineMs, what, pollMs: 1 });
  await says(/%session-changed/, 'tmux');
  tell('refresh-client -C 200,50');
  return {
    async open() {
      said = '';
      const at = performance.now();
      tell(`new-window -P -F 'pid=#{pane_pid}=' "exec '${process.execPath}' '${program}'"`);
      await says(/live.*w1 /s, 'first frame');
      const ms = performance.now() - at;
      return { ms, pid: Number(/pid=(\d+)=/.exec(said)?.[1] ?? 0) };
    },
    async close() {
      said = '';
      tell('send-keys q');
      await says(/%window-close|%unlinked-window-close/, 'end of the interface');
    },
    /** Null: nothing was painted. */
    async press(/** @type {string} */ key) {
      saidAt = 0;
      const at = performance.now();
      tell(`send-keys ${key}`);
      await Promise.race([
        until(() => saidAt > 0, { deadlineMs: 2_000, what: 'frame', pollMs: 0 }),
        pause(1_500),
      ]);
      return saidAt > 0 ? saidAt - at : null;
    },
    /** From git's exit to the row that says that the last commit is no second old. Null: it was not shown. */
    async shows(/** @type {string} */ worker, /** @type {import('./fleet.mjs').Fleet} */ { worktreeOf }) {
      said = '';
      await git(worktreeOf(worker), ['commit', '-q', '--allow-empty', '-m', `${worker}: on screen`]);
      const at = performance.now();
      // What is painted goes from one escape character to the next; tmux tells those in octal.
      const row = new RegExp(`${worker} [^\\\\]* 0s `);
      const seen = until(() => row.test(said), { deadlineMs, what: 'row of a commit', pollMs: 1 });
      const isThere = await Promise.race([seen, pause(lostAfterMs, false)]);
      return isThere ? performance.now() - at : null;
    },
    end() {
      tell('kill-server');
      child.stdin.end();
    },
  };
}
