// Measures what a fleet of quiet agents costs, and how soon czar notices what happens in it. How, and what the figures can and
// cannot say: docs/bench.md.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { timeSyncs } from './disk.mjs';
import { build, startFleet } from './fleet.mjs';
import { load, machineFacts, quantile, row, tableOf } from './report.mjs';
import { measurements } from './rows.mjs';

const names = measurements.map(({ name }) => name);
const usage = `npm run bench -- [options]

Runs a real czar on quiet agents, and measures: processes started per idle minute, commit -> journal, commit -> whoever
watches, crash -> journal, a changed tree of 20 workers -> its conflicts in the journal, the terminal interface (first
frame, keys, idleness), and how long a text of 20 KB takes to its confirmed receipt. Each row is told as soon as it is known.
Exit code: 0 every goal is met, 1 one is not, 2 wrong usage.

  --only <name>   only this, may be repeated: ${names.join(' ')}
  --workers <n>   how many agents (50)
  --seconds <n>   how long idleness is watched (60)
  --json          rows and facts of the machine as JSON
  --help          this

  npm run bench -- --workers 10 --seconds 20 --json
  npm run bench -- --only deliveries
`;
const mostWorkers = 500;
const mostSeconds = 3_600;

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
        only: { type: 'string', multiple: true, default: names },
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
    const strange = values.only.find((name) => !names.includes(name));
    if (strange !== undefined) return `--only ${strange}: there is ${names.join(', ')}`;
    return { only: values.only, workers, seconds, json: values.json };
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

/** @param {{ only: readonly string[], workers: number, seconds: number, json: boolean }} options */
async function run({ only, workers, seconds, json }) {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]))
    process.on(signal, () => {
      if (!isEnding) void cleanUp().finally(() => process.exit(code));
    });
  try {
    const { rows, facts, notes } = await measure({ only, workers, seconds });
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

/** @param {{ only: readonly string[], workers: number, seconds: number }} options */
async function measure({ only, workers, seconds }) {
  const machine = machineFacts();
  const loadBefore = load();
  const wanted = measurements.filter(({ name }) => only.includes(name));
  const begun = (/** @type {() => Promise<void>} */ end) => void cleanUps.push(end);
  build();
  const alone = await measureAll(wanted, (measurement) => measurement.alone?.({ seconds, begun }), {
    seconds,
    begun,
  });
  const needsFleet = wanted.some(({ onFleet }) => onFleet !== undefined);
  const fleet = needsFleet ? await startFleet({ workers, begun, say }) : null;
  const disk = fleet === null ? null : timeSyncs(fleet.scratch);
  if (fleet !== null) begun(async () => fleet.journal.close());
  const onFleet = await measureAll(
    wanted,
    (measurement) => (fleet === null ? undefined : measurement.onFleet?.(fleet, { seconds, begun })),
    { seconds, begun },
  );
  const results = [...onFleet, ...alone];
  const syncs = (await disk?.stop()) ?? [];
  const loadAfter = load();
  const sync = { p50: quantile(syncs, 0.5), p99: quantile(syncs, 0.99), max: quantile(syncs, 1) };
  const facts = { ...machine, loadBefore, loadAfter, workers, seconds, disk: sync };
  return {
    rows: results.flatMap(({ rows }) => rows),
    facts: Object.assign(facts, ...results.map((result) => result.facts)),
    notes: [
      `${workers} workers; ${facts.cores} cores (${facts.processor}), load ${loadBefore} before and ${loadAfter} after; ${facts.system}, node ${facts.node}, tmux ${facts.tmux}, git ${facts.git}`,
      `a small sync of this disk meanwhile: p50 ${sync.p50}, p99 ${sync.p99}, max ${sync.max} ms`,
      ...results.flatMap(({ notes }) => notes),
    ],
  };
}

/**
 * One after another; each row is said as soon as it is known. What fails or comes to no end has a row that is not met, and the
 * others go on.
 * @param {readonly import('./rows.mjs').Measurement[]} wanted
 * @param {(measurement: import('./rows.mjs').Measurement) => Promise<import('./rows.mjs').Result> | undefined} start
 * @param {import('./rows.mjs').Wish} wish
 */
async function measureAll(wanted, start, wish) {
  const results = [];
  for (const measurement of wanted) {
    const deadlineMs = measurement.deadlineMs(wish);
    const begun = start(measurement);
    if (begun === undefined) continue;
    say(`${measurement.says} (at most ${Math.ceil(deadlineMs / 1_000)} s)`);
    const result = await within(begun, deadlineMs).catch((error) => missing(measurement, error.message));
    for (const { name, value, unit, met } of result.rows)
      say(`  ${met ? 'ok' : 'NOT MET'}  ${name}: ${value ?? 'none'} ${unit}`);
    results.push(result);
  }
  return results;
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} deadlineMs
 */
function within(promise, deadlineMs) {
  const late = pause(deadlineMs, null, { ref: false }).then(() => {
    throw new Error(`not done after ${deadlineMs / 1_000} s`);
  });
  return Promise.race([promise, late]);
}

/**
 * @param {import('./rows.mjs').Measurement} measurement
 * @param {string} because
 */
function missing({ name, says, rows }, because) {
  return {
    rows: rows.map((goal) => row({ ...goal, value: null })),
    facts: { [name]: { failed: because } },
    notes: [`${says}: ${because}`],
  };
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
