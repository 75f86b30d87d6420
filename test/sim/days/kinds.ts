import type { DayKind, Plant } from './days.ts';
import { honest, wrong } from './scripts.ts';

const agents = ['claude', 'codex', 'opencode', 'demo', 'custom'];
/** Those that keep a record of their conversation and show what can be read: of others nothing is seen while they think. */
const seen = agents.filter((agent) => agent !== 'custom');

const MINUTES_OF_FREEZE = 150;

const usual = [
  honest.steady,
  honest['thinks for hours'],
  honest['builds for hours'],
  honest['compacts its conversation'],
];
/** Half a day unless more is asked for: `CZAR_SIM_HOURS=24` takes twice as long. */
const hours = Number(process.env['CZAR_SIM_HOURS'] ?? 12);
const day = {
  days: 15,
  hours,
  agents,
  weather: 'fair',
  quietForMinutes: 10,
  plant: null,
} as const;
/** Longer than an agent may be silent in which nothing moves, or nearly so. */
const quietest: ReadonlyMap<string, number> = new Map([
  ['thinks for hours', 240],
  ['builds for hours', 240],
  ['waits for a slow service', 100],
]);

/** Days of agents with whom nothing is wrong. */
export const honestDays: readonly DayKind[] = Object.entries(honest).map(([name, script]) => ({
  ...day,
  name,
  scripts: [script],
  agents: name === 'thinks for hours' ? seen : agents,
  quietForMinutes: quietest.get(name) ?? day.quietForMinutes,
}));

/** And of such in a world in which something is. */
export const oddDays: readonly DayKind[] = [
  {
    ...day,
    days: 17,
    name: 'the machine sleeps',
    scripts: usual,
    agents: seen,
    quietForMinutes: 180,
    weather: 'asleep',
  },
  {
    ...day,
    days: 16,
    name: 'the clock jumps',
    scripts: usual,
    agents: seen,
    quietForMinutes: 180,
    weather: 'jumping clock',
  },
  {
    ...day,
    days: 16,
    name: 'every hint is lost',
    scripts: usual,
    agents: seen,
    quietForMinutes: 180,
    weather: 'deaf',
  },
  {
    ...day,
    days: 16,
    name: 'the supervisor restarts',
    scripts: usual,
    agents: seen,
    quietForMinutes: 180,
    weather: 'restarts',
  },
];

const freeze: Plant = { as: 'stuck', withinMinutes: MINUTES_OF_FREEZE };
/** What is wrong otherwise than by a freeze. */
const plants: ReadonlyMap<string, Plant> = new Map([
  ['a tool works for ever', { as: 'stuck', withinMinutes: 3 * MINUTES_OF_FREEZE }],
  ['edits go back and forth', { as: 'stuck', withinMinutes: 120 }],
  ['commits go back and forth', { as: 'stuck', withinMinutes: 120 }],
  ['the same test fails', { as: 'stuck', withinMinutes: 60 }],
  ['dies', { as: 'crashed', withinMinutes: 2 }],
  ['its end is not told', { as: 'idle', withinMinutes: 60 }],
  ['its dialog is not told', { as: 'asks', withinMinutes: 60 }],
]);
/** What is told by a screen, or ends in the question whether a reminder came: `custom` proves neither. */
const withoutCustom = new Set(['its end is not told', 'its dialog is not told', 'a tool works for ever']);

/** Agents with whom something is wrong from some moment on, and how it has to be found. */
export const plantedDays: readonly DayKind[] = Object.entries(wrong).map(([name, script]) => {
  const plant = plants.get(name) ?? freeze;
  return {
    name,
    days: 5,
    hours: 12,
    scripts: [script],
    agents: withoutCustom.has(name) ? seen : agents,
    weather: 'fair',
    quietForMinutes: 0,
    plant,
  };
});
