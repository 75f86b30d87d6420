import type { Colour } from '../paint.ts';
import { harmless } from '../cells.ts';
import type { LogEntry } from './entries.ts';
import { timeText } from './entries.ts';
import type { GridColumn } from './grid.ts';
import type { Scene } from './view.ts';

const colours: Readonly<Record<LogEntry['kind'], Colour | null>> = {
  czar: 'bold',
  seen: 'dim',
  decided: 'cyan',
  begins: null,
  done: 'green',
  failed: 'red',
};

export function entryColumns(scene: Scene): readonly GridColumn<LogEntry>[] {
  return [
    { title: 'TIME', min: 8, max: 13, leaveOut: 0, text: ({ at }) => timeText(at, scene) },
    {
      title: 'KIND',
      min: 7,
      max: 7,
      leaveOut: 2,
      text: ({ kind }) => kind,
      colour: ({ kind }) => colours[kind],
    },
    { title: 'WORKER', min: 8, max: 16, leaveOut: 5, text: ({ worker }) => harmless(worker ?? '-') },
    { title: 'TASK', min: 8, max: 20, leaveOut: 1, text: ({ task }) => harmless(task ?? '-') },
    { title: 'WHAT', min: 10, max: 18, leaveOut: 0, text: ({ what }) => harmless(what) },
    { title: 'WHY', min: 24, max: 400, leaveOut: 0, text: ({ why }) => harmless(why) },
  ];
}

/** Only of what begins: whether it is over, and how. */
export function outcomeColumn(): GridColumn<LogEntry> {
  return {
    title: 'CAME OF IT',
    min: 9,
    max: 10,
    leaveOut: 4,
    text: ({ kind, outcome }) => (kind === 'begins' ? (outcome?.kind ?? 'runs …') : '-'),
    colour: ({ outcome }) => (outcome === null ? null : colours[outcome.kind]),
  };
}
