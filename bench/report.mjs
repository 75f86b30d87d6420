import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/**
 * @typedef {{ name: string, value: number | null, goal: number, unit: string, met: boolean }} Row
 */

/**
 * A row whose goal is an upper limit. Null: nothing was measured, which meets no goal.
 * @param {{ name: string, value: number | null, goal: number, unit: string }} measured
 * @param {boolean} [complete] false when something was missed altogether
 * @returns {Row}
 */
export function row({ name, value, goal, unit }, complete = true) {
  return { name, value, goal, unit, met: complete && value !== null && value <= goal };
}

/**
 * The smallest value that this share of all do not exceed; null of none. To a tenth.
 * @param {readonly number[]} values
 * @param {number} share of 1
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
}

/** What the figures depend on besides the program. */
export function machineFacts() {
  return {
    system: `${platform()} ${release()}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGB: Math.round(totalmem() / 1e9),
    node: process.version,
    tmux: versionOf('tmux', '-V'),
    git: versionOf('git', '--version'),
  };
}

/** One minute's average. */
export function load() {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

/**
 * @param {string} program
 * @param {string} option
 */
function versionOf(program, option) {
  const { stdout } = spawnSync(program, [option], { encoding: 'utf8' });
  return (stdout ?? '').trim().replace(/^(?:tmux|git version) /, '');
}

/**
 * @param {readonly Row[]} rows
 * @param {readonly string[]} notes
 */
export function tableOf(rows, notes) {
  const cells = rows.map(({ name, value, goal, unit, met }) => [
    met ? 'ok' : 'NOT MET',
    name,
    value === null ? 'none' : String(value),
    `<= ${goal}`,
    unit,
  ]);
  const all = [['', 'what', 'value', 'goal', 'unit'], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  const lines = all.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', ...notes, ''].join('\n');
}
