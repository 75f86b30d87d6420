import type { DayKind } from './days.ts';
import { honest, wrong } from './scripts.ts';

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
  weather: 'fair',
  foundWithinMinutes: null,
} as const;

/** Days of agents with whom nothing is wrong. */
export const honestDays: readonly DayKind[] = Object.entries(honest).map(([name, script]) => ({
  ...day,
  name,
  scripts: [script],
}));

/** And of such in a world in which something is. */
export const oddDays: readonly DayKind[] = [
  { ...day, days: 17, name: 'the machine sleeps', scripts: usual, weather: 'asleep' },
  { ...day, days: 16, name: 'the clock jumps', scripts: usual, weather: 'jumping clock' },
  { ...day, days: 16, name: 'every hint is lost', scripts: usual, weather: 'deaf' },
  { ...day, days: 16, name: 'the supervisor restarts', scripts: usual, weather: 'restarts' },
];

const plant = { days: 5, hours: 12, weather: 'fair' } as const;
const within: ReadonlyMap<string, number> = new Map([
  ['edits go back and forth', 120],
  ['commits go back and forth', 120],
  ['the same test fails', 60],
  ['dies', 2],
  ['its end is not told', 60],
  ['its dialog is not told', 60],
]);

/** Agents with whom something is wrong from some moment on, and how soon it has to be found. */
export const plantedDays: readonly DayKind[] = Object.entries(wrong).map(([name, script]) => ({
  ...plant,
  name,
  scripts: [script],
  foundWithinMinutes: within.get(name) ?? MINUTES_OF_FREEZE,
}));
