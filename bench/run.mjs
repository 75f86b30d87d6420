// Measures what a fleet of quiet agents costs, and how soon czar notices what happens in it. How, and what the figures can and
// cannot say: docs/bench.md.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { measureCommits } from './commits.mjs';
import { measureCrashes } from './crashes.mjs';
import { measureDeliveries } from './deliveries.mjs';
import { measureForecasts } from './forecasts.mjs';
import { startFleet } from './fleet.mjs';
import { timeSyncs } from './disk.mjs';
import { countIdle, perMinute } from './idle.mjs';
import { measureWatching } from './watching.mjs';
import { measureTerminal } from './terminal.mjs';
import { load, machineFacts, quantile, row, tableOf } from './report.mjs';

const usage = `npm run bench -- [options]

Runs a real czar on quiet agents, and measures: processes started per idle minute, commit -> journal, commit -> whoever
watches, crash -> journal, a changed tree of 20 workers -> its conflicts in the journal, the terminal interface (first
frame, keys, idleness), and how long a text of 20 KB takes to its confirmed receipt.
Exit code: 0 every goal is met, 1 one is not, 2 wrong usage.

  --workers <n>   how many agents (50)
  --seconds <n>   how long idleness is watched (60)
  --json          rows and facts of the machine as JSON
  --help          this

  npm run bench -- --workers 10 --seconds 20 --json
`;
const mostWorkers = 500;
const mostSeconds = 3_600;
/** Uncommitted work is looked at half a minute after its agent came to rest. */
const lastLooksMs = 40_000;

/** @type {(() => Promise<void>)[]} */
const cleanUps = [];
let isEnding = false;

const options = readOptions();
if (options === null) process.stdout.write(usage);
else if (typeof options === 'string') refuse(options);
else await run(options);

/** Null: help is wanted. A text: what is wrong. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        workers: { type: 'string', default: '50' },
        seconds: { type: 'string', default: '60' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return null;
    const [workers, seconds] = [Number(values.workers), Number(values.seconds)];
    if (!isCount(workers, mostWorkers)) return `--workers: a whole number from 1 to ${mostWorkers}`;
    if (!isCount(seconds, mostSeconds)) return `--seconds: a whole number from 1 to ${mostSeconds}`;
    return { workers, seconds, json: values.json };
  } catch (error) {
    return error.message;
  }
}

/**
 * @param {number} value
 * @param {number} most
 */
function isCount(value, most) {
  return Number.isInteger(value) && value >= 1 && value <= most;
}

/** @param {string} because */
function refuse(because) {
  process.stderr.write(`bench: ${because}\n\n${usage}`);
  process.exitCode = 2;
}

/** @param {{ workers: number, seconds: number, json: boolean }} options */
async function run({ workers, seconds, json }) {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]))
    process.once(signal, () => void cleanUp().finally(() => process.exit(code)));
  try {
    const { rows, facts, notes } = await measure({ workers, seconds });
    process.stdout.write(json ? `${JSON.stringify({ rows, facts }, null, 2)}\n` : tableOf(rows, notes));
    process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
  } catch (error) {
    if (isEnding) return;
    process.stderr.write(`bench: ${error.message}\n`);
    process.exitCode = 1;
  } finally {
    await cleanUp();
  }
}

/** @param {{ workers: number, seconds: number }} options */
async function measure({ workers, seconds }) {
  const machine = machineFacts();
  const loadBefore = load();
  const fleet = await startFleet({ workers, begun: (end) => cleanUps.push(end), say });
  cleanUps.push(async () => fleet.journal.close());
  say('until worktrees are looked at for the last time');
  await pause(lastLooksMs);
  say(`${seconds} s of idleness`);
  const idle = await countIdle(fleet, seconds);
  const disk = timeSyncs(fleet.scratch);
  say('commits');
  const commits = await measureCommits(fleet);
  say('crashes');
  const crashes = await measureCrashes(fleet);
  say('forecasts');
  const forecasts = await measureForecasts(fleet);
  say('watching, with a long queue');
  const watching = await measureWatching(fleet);
  say('the terminal interface');
  const terminal = await measureTerminal(fleet);
  say('deliveries');
  const deliveries = await measureDeliveries({ begun: (end) => cleanUps.push(end) });
  const syncs = await disk.stop();
  const loadAfter = load();
  const rows = [
    row({
      name: 'processes started',
      value: perMinute(idle.processes, seconds),
      goal: 0,
      unit: 'per idle minute',
    }),
    row(
      { name: 'commit -> journal, p99', value: quantile(commits.ms, 0.99), goal: 50, unit: 'ms' },
      commits.missed === 0,
    ),
    row(
      { name: 'commit -> watcher, p99', value: quantile(watching.ms, 0.99), goal: 200, unit: 'ms' },
      watching.missed === 0,
    ),
    row(
      { name: 'crash -> journal, p99', value: quantile(crashes.ms, 0.99), goal: 100, unit: 'ms' },
      crashes.missed === 0,
    ),
    row(
      { name: 'changed tree -> compared, p99', value: quantile(forecasts.ms, 0.99), goal: 1_000, unit: 'ms' },
      forecasts.missed === 0,
    ),
    row({
      name: 'czar -> first frame, p50',
      value: quantile(terminal.frames.ms, 0.5),
      goal: 300,
      unit: 'ms',
    }),
    row(
      { name: 'key -> repaint, p99', value: quantile(terminal.keys.ms, 0.99), goal: 50, unit: 'ms' },
      terminal.keys.missed === 0,
    ),
    row({
      name: 'idle interface',
      value: terminal.idleCpuMsPerMinute,
      goal: 600,
      unit: 'ms of processor time a minute',
    }),
    row(
      { name: '20 KB -> receipt, p99', value: quantile(deliveries.ms, 0.99), goal: 400, unit: 'ms' },
      deliveries.missed === 0,
    ),
  ];
  const facts = {
    ...machine,
    loadBefore,
    loadAfter,
    workers,
    seconds,
    idle: { ...idle.facts, started: idle.started },
    disk: { p50: quantile(syncs, 0.5), p99: quantile(syncs, 0.99), max: quantile(syncs, 1) },
    commits: summary(commits),
    watching: summary(watching),
    crashes: summary(crashes),
    forecasts: summary(forecasts),
    frames: summary(terminal.frames),
    keys: summary(terminal.keys),
    deliveries: summary(deliveries),
  };
  return { rows, facts, notes: notesOf(facts) };
}

/** @param {{ made: number, missed: number, ms: readonly number[] }} measured */
function summary({ made, missed, ms }) {
  return { made, missed, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99), max: quantile(ms, 1) };
}

/** @param {Awaited<ReturnType<typeof measure>>['facts']} facts */
function notesOf(facts) {
  const { idle, disk, commits, watching, crashes, forecasts, frames, keys, deliveries } = facts;
  return [
    `${facts.workers} workers; ${facts.cores} cores (${facts.processor}), load ${facts.loadBefore} before and ${facts.loadAfter} after; ${facts.system}, node ${facts.node}, tmux ${facts.tmux}, git ${facts.git}`,
    `idle: supervisor ${idle.supervisorCpuMsPerMinute} ms of processor time a minute, ${idle.supervisorRssMiB} MiB; tmux server ${idle.tmuxCpuMsPerMinute} ms`,
    ...(idle.started.length === 0 ? [] : [`idle: started ${idle.started.join(', ')}`]),
    `a small sync of this disk meanwhile: p50 ${disk.p50}, p99 ${disk.p99}, max ${disk.max} ms`,
    `commits: ${commits.made}, missed ${commits.missed}; p50 ${commits.p50}, max ${commits.max} ms`,
    `commits until a watcher has them: ${watching.made}, missed ${watching.missed}; p50 ${watching.p50}, max ${watching.max} ms`,
    `crashes: ${crashes.made}, missed ${crashes.missed}; p50 ${crashes.p50}, max ${crashes.max} ms`,
    `forecasts: ${forecasts.made}, missed ${forecasts.missed}; p50 ${forecasts.p50}, max ${forecasts.max} ms`,
    `first frames: ${frames.made}; p50 ${frames.p50}, max ${frames.max} ms`,
    `keys: ${keys.made}, unanswered ${keys.missed}; p50 ${keys.p50}, max ${keys.max} ms`,
    `deliveries of 20 KB: ${deliveries.made}, not confirmed ${deliveries.missed}; p50 ${deliveries.p50}, max ${deliveries.max} ms`,
  ];
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`bench: ${line}\n`);
}

/** The last thing that was begun ends first. */
async function cleanUp() {
  isEnding = true;
  for (let end = cleanUps.pop(); end !== undefined; end = cleanUps.pop()) await end();
}
