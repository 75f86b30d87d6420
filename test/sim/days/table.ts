import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type DayKind, type DayResult, livesThrough } from './days.ts';

/** One row of the table that docs/detection.md shows. */
interface Row {
  readonly name: string;
  readonly days: number;
  readonly falseAlarms: number;
  readonly planted: number;
  readonly found: number;
  readonly medianMinutes: number | null;
}

/** On a quiet machine it takes a thirtieth of it. */
export const TIMEOUT_MS = 900_000;

/** A change of some rule moves a verdict by a look or two. */
const ROOM_MINUTES = 20;
const PAGE = fileURLToPath(new URL('../../../docs/detection.md', import.meta.url));

/** Lives through these days, prints the table, and holds it and the published copy to what must be. */
export async function expectTrue(kinds: readonly DayKind[]): Promise<void> {
  // The engine wakes itself by aborting waits: a stack for each of them is a tenth of the time.
  Error.stackTraceLimit = 0;
  const results: DayResult[] = [];
  for (const kind of kinds) results.push(await livesThrough(kind));
  console.info(
    [
      '',
      ...results.map(
        (result) =>
          `${lineOf(rowOf(result), result.ms)}; quiet up to ${Math.round(result.quietMinutes)} min, ${result.finished} tasks done`,
      ),
    ].join('\n'),
  );
  expect(results.flatMap(({ faults }) => faults)).toEqual([]);
  expect(results.filter(isShallow).map(({ kind: { name } }) => name)).toEqual([]);
  expect(results.flatMap(({ falseAlarms }) => falseAlarms)).toEqual([]);
  expect(results.flatMap(({ kind, missed }) => missed.map((line) => `${kind.name}: ${line}`))).toEqual([]);
  for (const result of results) expectPublished(rowOf(result));
}

/** Days of honest agents prove something only when these are silent for long, and get on. */
function isShallow({ kind, quietMinutes, finished }: DayResult): boolean {
  return quietMinutes < kind.quietForMinutes || (kind.plant === null && finished < kind.days);
}

function rowOf({ kind, falseAlarms, planted, found, missed }: DayResult): Row {
  const sorted = found.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return {
    name: kind.name,
    days: kind.days,
    falseAlarms: falseAlarms.length,
    planted,
    found: planted - missed.length,
    medianMinutes: kind.plant === null || median === undefined ? null : Math.round(median),
  };
}

function lineOf({ name, days, falseAlarms, planted, found, medianMinutes }: Row, ms: number): string {
  const plants = medianMinutes === null ? '' : `, ${found} of ${planted} found, median ${medianMinutes} min`;
  return `${name}: ${days} days, ${falseAlarms} false alarms${plants} (${(ms / 1_000).toFixed(1)} s)`;
}

function expectPublished({ medianMinutes, ...row }: Row): void {
  const published = publishedRows().find(({ name }) => name === row.name);
  expect(published).toMatchObject(row);
  if (medianMinutes === null) expect(published?.medianMinutes).toBeNull();
  else expect(Math.abs((published?.medianMinutes ?? 1e9) - medianMinutes)).toBeLessThanOrEqual(ROOM_MINUTES);
}

/** `| steady | 15 | 0 | | | |`, `| dies | 5 | 0 | 5 | 5 | 0 min |`. */
function publishedRows(): readonly Row[] {
  return readFileSync(PAGE, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, name = '', days = '', falseAlarms, planted, found, median = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      if (!/^\d+$/.test(days)) return [];
      const minutes = /^(\d+) min$/.exec(median)?.[1];
      return [
        {
          name,
          days: Number(days),
          falseAlarms: Number(falseAlarms),
          planted: Number(planted),
          found: Number(found),
          medianMinutes: minutes === undefined ? null : Number(minutes),
        },
      ];
    });
}
