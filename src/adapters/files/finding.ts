import { printable, type TaskId } from '../../domain/names.ts';
import type { Problem } from '../../domain/wish.ts';
import { findPlaces, pathKey, type JsonPlace } from './json-places.ts';
import { positionsOf, type JsonError, type JsonPath } from './json-text.ts';

/** Something wrong in a JSON file, said by the path to it; `locate` makes it a problem with line and column. */
export interface Finding {
  readonly path: JsonPath;
  /** Point at the key rather than at its value. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly tasks?: readonly TaskId[];
}

/** What came of decoding a file. */
export interface Decoded<T> {
  /** Null: nothing can be told from the file. When `broken`, the part that could be decoded. */
  readonly value: T | null;
  /** It does not parse or breaks the schema. */
  readonly broken: boolean;
  readonly problems: readonly Problem[];
}

const maxProblems = 200;

export interface Located {
  readonly file: string;
  /** Null: the text is not that of the file any more, so no position can be told. */
  readonly text: string | null;
}

/** Gives each finding its position: one pass over the text, none without findings. At most 200 problems, the last counts the rest. */
export function locate({ file, text }: Located, findings: readonly Finding[]): readonly Problem[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, maxProblems);
  const positionOf = text === null ? () => ({ line: null, column: null }) : finder(text, shown);
  const problems = shown.map((finding) => ({
    file,
    ...positionOf(finding),
    message: describe(finding),
    tasks: finding.tasks ?? [],
  }));
  return findings.length > maxProblems ? [...problems, restOf(file, findings.slice(maxProblems))] : problems;
}

function restOf(file: string, rest: readonly Finding[]): Problem {
  const tasks = rest.flatMap((finding) => finding.tasks ?? []);
  return { file, line: null, column: null, message: `${rest.length} more problems`, tasks };
}

function finder(text: string, findings: readonly Finding[]) {
  const places = findPlaces(
    text,
    findings.flatMap(({ path }) => path.map((_, index) => path.slice(0, index + 1))),
  );
  const positionAt = positionsOf(text);
  return (finding: Finding) => positionAt(offsetOf(places, finding));
}

/** The place itself or, when something is missing there, the nearest one around it. */
function offsetOf(places: ReadonlyMap<string, JsonPlace>, { path, atKey }: Finding): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const place = places.get(pathKey(path.slice(0, depth)));
    if (place === undefined) continue;
    return atKey === true && depth === path.length ? place.key : place.start;
  }
  return 0;
}

function describe({ path, message }: Finding): string {
  const where = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  const short = printable(where.replace(/^\./, '')).slice(0, 200);
  return short === '' ? printable(message) : `${short}: ${printable(message)}`;
}

/** The problem of a text that does not parse: its first error, and none of those that follow from it. */
export function syntaxProblems(file: string, text: string, errors: readonly JsonError[]): readonly Problem[] {
  const [first] = errors;
  if (first === undefined) return [];
  return [{ file, ...positionsOf(text)(first.offset), message: printable(first.message), tasks: [] }];
}
