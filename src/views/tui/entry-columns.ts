import type { Colour } from '../paint.ts';
import { whatWords } from '../action-words.ts';
import { harmless } from '../cells.ts';
import type { LogEntry } from './entries.ts';
import { timeText } from './entries.ts';
import type { GridColumn } from './grid.ts';
import { signText, type Sign } from './signs.ts';
import type { Scene } from './view.ts';

const colours: Readonly<Record<LogEntry['kind'], Colour | null>> = {
  czar: 'bold',
  seen: 'dim',
  decided: 'cyan',
  begins: null,
  done: 'green',
  failed: 'red',
};

/** `sample`: entries that are likely to be in sight. */
export function entryColumns(scene: Scene, sample: readonly LogEntry[]): readonly GridColumn<LogEntry>[] {
  const workers = longest(
    sample.map(({ worker }) => worker),
    10,
  );
  const tasks = longest(
    sample.map(({ task }) => task),
    14,
  );
  const whats = longest(sample.map(whatWords), 16);
  return [
    { title: 'TIME', min: 8, max: 13, leaveOut: 0, text: ({ at }) => timeText(at, scene) },
    {
      title: 'KIND',
      min: 7,
      max: 7,
      leaveOut: 6,
      text: ({ kind }) => kind,
      colour: ({ kind }) => colours[kind],
    },
    { title: 'WORKER', min: workers, max: 16, leaveOut: 5, text: ({ worker }) => harmless(worker ?? '-') },
    { title: 'TASK', min: tasks, max: 20, leaveOut: 1, text: ({ task }) => harmless(task ?? '-') },
    { title: 'WHAT', min: whats, max: 18, leaveOut: 0, text: (entry) => harmless(whatWords(entry)) },
    { title: 'WHY', min: 20, max: 400, leaveOut: 0, text: ({ why }) => harmless(why) },
  ];
}

/** What came of it; blank: there is nothing to come. */
export function outcomeSign({ kind, outcome }: LogEntry, unicode: boolean): Sign {
  if (kind !== 'begins') return { text: ' ', colour: 'dim', word: '' };
  if (outcome === null) return { text: signText('slow', unicode), colour: 'cyan', word: 'under way' };
  return outcome.kind === 'failed'
    ? { text: signText('gone', unicode), colour: 'red', word: 'failed' }
    : { text: signText('done', unicode), colour: 'green', word: 'done' };
}

/** What kind of entry it is, for where there is no room for the word. */
export function kindSign({ kind }: LogEntry, unicode: boolean): Sign {
  const [name, colour] = kinds[kind];
  return { text: signText(name, unicode), colour, word: kind };
}

const kinds = {
  czar: ['fine', 'bold'],
  seen: ['waits', 'dim'],
  decided: ['path', 'cyan'],
  begins: ['rest', 'cyan'],
  done: ['done', 'green'],
  failed: ['gone', 'red'],
} as const satisfies Readonly<Record<LogEntry['kind'], readonly [Parameters<typeof signText>[0], Colour]>>;

/** Names stay whole where that leaves room for a reason. */
function longest(names: readonly (string | null)[], most: number): number {
  return names.reduce((width, name) => Math.min(most, Math.max(width, name?.length ?? 0)), 6);
}
