import { foldName } from '../domain/names.ts';

/** The known name that `typed` most likely means, or null when none is near. */
export function nearest(typed: string, known: readonly string[]): string | null {
  return nearestOf(typed, known, 1)[0] ?? null;
}

/** At most so many known names that `typed` may mean, the nearest first. */
export function nearestOf(typed: string, known: readonly string[], most: number): readonly string[] {
  const wanted = foldName(typed).slice(0, longest);
  return known
    .map((name) => ({ name, distance: distanceBetween(wanted, foldName(name).slice(0, longest)) }))
    .filter(({ name, distance }) => distance <= tolerated(wanted, name))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

/** Names are at most 40 characters; a longer text is none and is cut before it costs time. */
const longest = 60;

function tolerated(wanted: string, name: string): number {
  const isBeginning = wanted.length >= 2 && foldName(name).startsWith(wanted);
  return isBeginning ? name.length : Math.max(1, Math.floor(Math.max(wanted.length, name.length) / 3));
}

/** Edit distance in which two neighbours that changed places count once. */
function distanceBetween(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_value, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const costs = [at(row, j - 1) + 1, at(last, j) + 1, at(last, j - 1) + change];
      row.push(Math.min(...costs, swapped ? at(beforeLast, j - 2) + 1 : Infinity));
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
