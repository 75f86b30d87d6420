// What is measured, in this order: each on the fleet, or on nothing but the program itself.
import { setTimeout as pause } from 'node:timers/promises';
import { measureCommits } from './commits.mjs';
import { measureCrashes } from './crashes.mjs';
import { measureDeliveries } from './deliveries.mjs';
import { measureForecasts } from './forecasts.mjs';
import { countIdle, perMinute } from './idle.mjs';
import { quantile, row } from './report.mjs';
import { measureTerminal } from './terminal.mjs';
import { measureWatching } from './watching.mjs';

/** Uncommitted work is looked at half a minute after its agent came to rest. */
const lastLooksMs = 40_000;

/**
 * @typedef {import('./report.mjs').Row} Row
 * @typedef {{ rows: readonly Row[], facts: Record<string, unknown>, notes: readonly string[] }} Result
 * @typedef {{ made: number, missed: number, ms: readonly number[] }} Measured
 * @typedef {{ seconds: number, begun: (end: () => Promise<void>) => void }} Wish
 * @typedef {import('./fleet.mjs').Fleet} Fleet
 */

/**
 * `deadlineMs`: what takes longer has not met its goal. `rows` are the names and goals of what it measures, for the case that it
 * does not come to an end.
 * @typedef {{
 *   name: string, says: string, deadlineMs: (wish: Wish) => number,
 *   rows: readonly { name: string, goal: number, unit: string }[],
 *   onFleet?: (fleet: Fleet, wish: Wish) => Promise<Result>,
 *   alone?: (wish: Wish) => Promise<Result>,
 * }} Measurement
 */

const idleRow = { name: 'processes started', goal: 0, unit: 'per idle minute' };
const commitRow = { name: 'commit -> journal, p99', goal: 50, unit: 'ms' };
const crashRow = { name: 'crash -> journal, p99', goal: 100, unit: 'ms' };
const forecastRow = { name: 'changed tree -> compared, p99', goal: 1_000, unit: 'ms' };
const watchRow = { name: 'commit -> watcher, p99', goal: 200, unit: 'ms' };
const frameRow = { name: 'czar -> first frame, p50', goal: 300, unit: 'ms' };
const keyRow = { name: 'key -> repaint, p99', goal: 50, unit: 'ms' };
const shownRow = { name: 'commit -> on screen, p99', goal: 200, unit: 'ms' };
const restRow = { name: 'idle interface', goal: 600, unit: 'ms of processor time a minute' };
const pageRow = { name: 'idle page of a worker', goal: 600, unit: 'ms of processor time a minute' };
const deliveryRow = { name: '20 KB -> receipt, p99', goal: 400, unit: 'ms' };

/** @type {readonly Measurement[]} */
export const measurements = [
  {
    name: 'idle',
    says: 'idleness',
    deadlineMs: ({ seconds }) => lastLooksMs + seconds * 1_000 + 30_000,
    rows: [idleRow],
    onFleet: idleness,
  },
  p99('commits', { row: commitRow, says: 'commits', measure: measureCommits }),
  p99('crashes', { row: crashRow, says: 'crashes', measure: measureCrashes }),
  p99('forecasts', { row: forecastRow, says: 'conflicts of changed trees', measure: measureForecasts }),
  p99('watching', { row: watchRow, says: 'commits until a watcher has them', measure: measureWatching }),
  {
    name: 'terminal',
    says: 'the terminal interface',
    deadlineMs: () => 360_000,
    rows: [frameRow, keyRow, shownRow, restRow, pageRow],
    onFleet: terminal,
  },
  {
    name: 'deliveries',
    says: 'deliveries of 20 KB',
    deadlineMs: () => 330_000,
    rows: [deliveryRow],
    alone: async ({ begun }) =>
      resultOf(
        'deliveries',
        { row: deliveryRow, says: 'deliveries of 20 KB' },
        await measureDeliveries({ begun }),
      ),
  },
];

/**
 * @param {string} name
 * @param {{ row: Measurement['rows'][number], says: string, measure: (fleet: Fleet) => Promise<Measured> }} parts
 * @returns {Measurement}
 */
function p99(name, { row: goal, says, measure }) {
  return {
    name,
    says,
    deadlineMs: () => 240_000,
    rows: [goal],
    onFleet: async (fleet) => resultOf(name, { row: goal, says }, await measure(fleet)),
  };
}

/**
 * @param {string} name
 * @param {{ row: Measurement['rows'][number], says: string }} parts
 * @param {Measured} measured
 * @returns {Result}
 */
function resultOf(name, { row: goal, says }, measured) {
  const facts = summary(measured);
  return {
    rows: [row({ ...goal, value: facts.p99 }, facts.missed === 0)],
    facts: { [name]: facts },
    notes: [noteOf(says, facts)],
  };
}

/**
 * @param {Fleet} fleet
 * @param {Wish} wish
 * @returns {Promise<Result>}
 */
async function idleness(fleet, { seconds }) {
  await pause(lastLooksMs);
  const { processes, facts, started } = await countIdle(fleet, seconds);
  const cost =
    'supervisorCpuMsPerMinute' in facts
      ? [
          `idle: supervisor ${facts.supervisorCpuMsPerMinute} ms of processor time a minute, ${facts.supervisorRssMiB} MiB; tmux server ${facts.tmuxCpuMsPerMinute} ms`,
        ]
      : [];
  return {
    rows: [row({ ...idleRow, value: perMinute(processes, seconds) })],
    facts: { idle: { ...facts, started } },
    notes: [...cost, ...(started.length === 0 ? [] : [`idle: started ${started.join(', ')}`])],
  };
}

/**
 * @param {Fleet} fleet
 * @returns {Promise<Result>}
 */
async function terminal(fleet) {
  const measured = await measureTerminal(fleet);
  const [frames, keys, shown] = [measured.frames, measured.keys, measured.shown].map(summary);
  return {
    rows: [
      row({ ...frameRow, value: frames.p50 }),
      row({ ...keyRow, value: keys.p99 }, keys.missed === 0),
      row({ ...shownRow, value: shown.p99 }, shown.missed === 0),
      row({ ...restRow, value: measured.idleCpuMsPerMinute }),
      row({ ...pageRow, value: measured.pageCpuMsPerMinute }),
    ],
    facts: { frames, keys, shown },
    notes: [
      noteOf('first frames', frames),
      noteOf('keys', keys),
      noteOf('commits until the screen has them', shown),
    ],
  };
}

/** @param {Measured} measured */
function summary({ made, missed, ms }) {
  return { made, missed, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99), max: quantile(ms, 1) };
}

/**
 * @param {string} what
 * @param {ReturnType<typeof summary>} facts
 */
function noteOf(what, { made, missed, p50, max }) {
  return `${what}: ${made}, missed ${missed}; p50 ${p50}, max ${max} ms`;
}
