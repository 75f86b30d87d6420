import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { git } from './git.mjs';
import { JournalFollower } from './journal.mjs';
import { writeShims } from './processes.mjs';
import { until } from './until.mjs';

/**
 * @typedef {import('node:child_process').ChildProcess} Child
 * @typedef {{ supervisor?: Child, serverPid: number }} Running
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const trackedFiles = 100;
/** In the queue of a large project, those on hold included. */
const queuedTasks = 5_000;
const startTimeoutMs = 120_000;
const stopTimeoutMs = 15_000;
/** So long nothing is written to the journal before a fleet counts as at rest. */
const restMs = 3_000;

/**
 * Quiet agents under a real supervisor, in a repository, a HOME and a tmux server of their own. `begun` is called with a clean-up
 * before anything is started.
 * @typedef {Awaited<ReturnType<typeof startFleet>>} Fleet
 * @param {{ workers: number, begun: (end: () => Promise<void>) => void, say: (line: string) => void }} options
 */
export async function startFleet({ workers: count, begun, say }) {
  const scratch = mkdtempSync(join(tmpdir(), 'czar-bench-'));
  /** @type {Running} */
  const running = { serverPid: 0 };
  begun(() => end(scratch, running));
  const workers = Array.from({ length: count }, (_, index) => `w${index + 1}`);
  const repo = join(scratch, 'repo');
  say(`a repository with ${count} tasks`);
  await makeRepository(repo, workers);
  const shimLog = join(scratch, 'started.log');
  const shims = join(scratch, 'bin');
  writeShims({ folder: shims, log: shimLog, path: process.env.PATH ?? '' });
  const log = join(scratch, 'supervisor.log');
  const supervisor = launch({ scratch, repo, shims, log });
  running.supervisor = supervisor;
  say(`czar start with ${count} workers`);
  const failed = () => failure(supervisor, log);
  const commonDir = join(repo, '.git');
  const folder = await until(() => failed() ?? journalFolder(commonDir), waitFor('journal'));
  const journal = new JournalFollower(folder);
  const waiting = () => workers.filter((worker) => !journal.delivered.has(worker));
  const missing = () => `delivery to ${waiting().join(', ')}; the supervisor said last:\n${endOf(log)}`;
  await until(() => failed() ?? waiting().length === 0, waitFor(missing));
  running.serverPid = journal.generations.get('w1')?.serverPid ?? 0;
  say('waiting until nothing is written any more');
  await atRest(journal, failed);
  return {
    scratch,
    workers,
    workerAt: (/** @type {number} */ index) => workers[index % count] ?? 'w1',
    worktreeOf: (/** @type {string} */ worker) => join(repo, '.czar', 'worktrees', worker),
    commonDir,
    doorPlace: doorPlaceOf(folder),
    /** Returns how many tasks there are then. */
    fillQueue: () => fillQueue(repo, count),
    journal,
    shimLog,
    supervisorPid: supervisor.pid ?? 0,
    serverPid: running.serverPid,
    atRest: () => atRest(journal, failed),
  };
}

/** Where the supervisor of this journal listens. */
function doorPlaceOf(/** @type {string} */ folder) {
  const { uid } = userInfo();
  const journalDir = dirname(folder);
  return { uid, journalDir, projectId: basename(journalDir), socketDir: `/tmp/czar-${uid}` };
}

/** Of what the sources say now. */
export function build() {
  const script = join(root, 'scripts', 'build.mjs');
  const { status } = spawnSync(process.execPath, [script, '--if-stale'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the build failed');
}

/** @param {string | (() => string)} what */
function waitFor(what) {
  return { deadlineMs: startTimeoutMs, what };
}

/**
 * @param {string} repo
 * @param {readonly string[]} workers
 */
async function makeRepository(repo, workers) {
  mkdirSync(join(repo, 'lib'), { recursive: true });
  for (let file = 0; file < trackedFiles; file += 1)
    writeFileSync(join(repo, 'lib', `part-${file}.txt`), `part ${file}\n`.repeat(20));
  await git(repo, ['init', '-q', '-b', 'main']);
  await git(repo, ['add', '-A']);
  await git(repo, ['commit', '-q', '-m', 'first']);
  await git(repo, ['config', 'user.name', 'Bench']);
  await git(repo, ['config', 'user.email', 'bench@czar.invalid']);
  writeFileSync(join(repo, 'czar.config.json'), JSON.stringify(configOf(workers), null, 2));
  const tasks = workers.map((worker) => [worker, { status: 'pending', priority: 1 }]);
  const queue = { primary_tasks: Object.fromEntries(tasks), bonus_tasks: {} };
  writeFileSync(join(repo, 'work-queue.json'), JSON.stringify(queue, null, 2));
  mkdirSync(join(repo, 'tasks'));
  for (const worker of workers)
    writeFileSync(join(repo, 'tasks', `${worker}.md`), `# ${worker}\n\nWait, and do as you are told.\n`);
}

/**
 * Puts tasks on hold into the queue, up to the number of a large project.
 * @param {string} repo
 * @param {number} running
 */
function fillQueue(repo, running) {
  const held = Array.from({ length: Math.max(0, queuedTasks - running) }, (_, index) => [
    `later-${index}`,
    { status: 'pending', hold: true, task_file: 'later.md' },
  ]);
  writeFileSync(join(repo, 'tasks', 'later.md'), '# Later\n\nNobody begins this.\n');
  const path = join(repo, 'work-queue.json');
  const queue = JSON.parse(readFileSync(path, 'utf8'));
  const filled = join(repo, '.work-queue.json.bench');
  writeFileSync(filled, JSON.stringify({ ...queue, bonus_tasks: Object.fromEntries(held) }, null, 2));
  renameSync(filled, path);
  return running + held.length;
}

/** @param {readonly string[]} workers */
function configOf(workers) {
  return {
    project: 'bench',
    workers: Object.fromEntries(workers.map((worker) => [worker, {}])),
    parallel: workers.length,
    agent: 'bench',
    agents: { bench: { kind: 'custom', command: '/bin/sh', args: [join(root, 'bench', 'agent.sh')] } },
    restart: { max: 1000, per: '15m', backoff: '0ms' },
    limits: { minFreeMemory: '100MB', minFreeDisk: '100MB' },
  };
}

/** @param {{ scratch: string, repo: string, shims: string, log: string }} places */
function launch({ scratch, repo, shims, log }) {
  const [home, sockets] = [join(scratch, 'home'), join(scratch, 'tmux')];
  mkdirSync(home);
  mkdirSync(sockets);
  const out = openSync(log, 'a');
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js'), 'start', '--foreground', '--trust'], {
    cwd: repo,
    env: {
      PATH: [shims, process.env.PATH].join(delimiter),
      HOME: home,
      TMUX_TMPDIR: sockets,
      SHELL: '/bin/sh',
      TERM: 'screen-256color',
      LANG: 'C.UTF-8',
    },
    stdio: ['ignore', out, out],
  });
  closeSync(out);
  return child;
}

/** Null as long as the supervisor runs. */
function failure(/** @type {Child} */ supervisor, /** @type {string} */ log) {
  if (supervisor.exitCode === null && supervisor.signalCode === null) return null;
  throw new Error(`czar start ended with ${supervisor.exitCode ?? supervisor.signalCode}:\n${endOf(log)}`);
}

function endOf(/** @type {string} */ log) {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
}

/**
 * Where the only project of the repository keeps its journal; null before there is one.
 * @param {string} commonDir
 */
function journalFolder(commonDir) {
  const czar = join(commonDir, 'czar');
  try {
    const [id] = readdirSync(czar).filter((name) => /^[0-9a-f]{12}$/.test(name));
    const folder = join(czar, id ?? '', 'journal');
    return id !== undefined && readdirSync(folder).some((name) => name.endsWith('.jsonl')) ? folder : null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * @param {JournalFollower} journal
 * @param {() => null} failed
 */
async function atRest(journal, failed) {
  const quiet = () => performance.now() - journal.lastAt > restMs;
  await until(() => failed() ?? quiet(), waitFor('rest'));
}

/**
 * @param {string} scratch
 * @param {Running} running
 */
async function end(scratch, { supervisor, serverPid }) {
  if (supervisor !== undefined) await endSupervisor(supervisor);
  endServers(join(scratch, 'tmux'), serverPid);
  await until(() => removed(scratch), {
    deadlineMs: stopTimeoutMs,
    what: `removal of ${scratch}`,
    pollMs: 200,
  });
}

/** @param {Child} supervisor */
async function endSupervisor(supervisor) {
  const ended = new Promise((resolve) => supervisor.once('exit', resolve));
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
  supervisor.kill('SIGTERM');
  await Promise.race([ended, pause(stopTimeoutMs, null, { ref: false })]);
  if (supervisor.kill('SIGKILL')) await ended;
}

/** Ends the tmux server by its own command, which takes its sessions with it. */
function endServers(/** @type {string} */ sockets, /** @type {number} */ serverPid) {
  for (const socket of socketsIn(sockets)) {
    spawnSync('tmux', ['-S', socket, 'kill-server'], { stdio: 'ignore', timeout: stopTimeoutMs });
  }
  if (serverPid > 0) signal(serverPid, 'SIGTERM');
}

/** @param {string} folder */
function socketsIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSocket())
    .map((entry) => join(entry.parentPath, entry.name));
}

/**
 * Done as well when it is gone.
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** False: somebody still writes there. */
function removed(/** @type {string} */ folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EBUSY'].includes(error.code)) return false;
    throw error;
  }
}
