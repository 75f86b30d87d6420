// How soon the terminal interface shows its first frame, how soon it answers a key, and what it costs while nothing happens.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuMsOf, hasProc } from './processes.mjs';
import { until } from './until.mjs';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'main.js');
const size = ['-x', '200', '-y', '50'];
const starts = 10;
const keys = 300;
const idleSeconds = 20;
const deadlineMs = 20_000;

/** @typedef {{ made: number, missed: number, ms: readonly number[] }} Measured */

/**
 * Everything from outside: a tmux of its own, keys in, bytes out. Times are those of this process, so that what tmux and it take
 * counts too.
 * @param {import('./fleet.mjs').Fleet} fleet
 * @returns {Promise<{ frames: Measured, keys: Measured, idleCpuMsPerMinute: number | null }>}
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
    const before = hasProc ? cpuMsOf(pid) : 0;
    await pause(idleSeconds * 1000);
    const spent = hasProc ? cpuMsOf(pid) - before : null;
    return {
      frames: { made: starts, missed: 0, ms: firstFrameMs },
      keys: { made: keys, missed: keys - keyMs.length, ms: keyMs },
      idleCpuMsPerMinute: spent === null ? null : Math.round((spent * 60) / idleSeconds),
    };
  } finally {
    tmux.end();
  }
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
    end() {
      tell('kill-server');
      child.stdin.end();
    },
  };
}
