import { visit } from 'jsonc-parser';
import type { JsonPath } from './json-text.ts';

/** Where a value of a JSON text stands. Offsets into the text; `end` is exclusive. */
export interface JsonPlace {
  /** Of the key, for the value of a property; else of the value. */
  readonly key: number;
  readonly start: number;
  readonly end: number;
  /** For an object: its members' first key and last value; null when it is empty or no object. */
  readonly members: {
    readonly firstKey: number;
    readonly lastKey: number;
    readonly lastStart: number;
    readonly lastEnd: number;
  } | null;
}

/** The wanted paths as a tree, and what was found on the way. */
interface Wanted {
  readonly children: Map<string, Wanted>;
  place: JsonPlace | null;
}

/** Finds the values at `paths` in one pass over a text without syntax errors. Paths that lead nowhere are absent. */
export function findPlaces(text: string, paths: readonly JsonPath[]): ReadonlyMap<string, JsonPlace> {
  const root = wantedTree(paths);
  new PlaceFinder(root).run(text);
  const found = new Map<string, JsonPlace>();
  for (const path of paths) {
    const place = descendTo(root, path)?.place ?? null;
    if (place !== null) found.set(pathKey(path), place);
  }
  return found;
}

/** Key of a path in the map that `findPlaces` returns. */
export function pathKey(path: JsonPath): string {
  return JSON.stringify(path.map(String));
}

function wantedTree(paths: readonly JsonPath[]): Wanted {
  const root: Wanted = { children: new Map(), place: null };
  for (const path of paths) {
    let node = root;
    for (const step of path) {
      const next: Wanted = node.children.get(String(step)) ?? { children: new Map(), place: null };
      node.children.set(String(step), next);
      node = next;
    }
  }
  return root;
}

function descendTo(root: Wanted, path: JsonPath): Wanted | undefined {
  let node: Wanted | undefined = root;
  for (const step of path) node = node?.children.get(String(step));
  return node;
}

interface Frame {
  readonly wanted: Wanted | undefined;
  readonly key: number;
  readonly start: number;
  readonly isArray: boolean;
  index: number;
  memberKey: string;
  memberKeyAt: number;
  firstKey: number;
  lastKey: number;
  lastStart: number;
  lastEnd: number;
}

class PlaceFinder {
  readonly #root: Wanted;
  readonly #frames: Frame[] = [];
  constructor(root: Wanted) {
    this.#root = root;
  }

  run(text: string): void {
    const begin = (isArray: boolean) => (offset: number) => this.#begin(offset, isArray);
    const end = (offset: number, length: number) => this.#end(offset + length);
    visit(
      text,
      {
        onObjectBegin: begin(false),
        onArrayBegin: begin(true),
        onObjectEnd: end,
        onArrayEnd: end,
        onObjectProperty: (key, offset) => this.#property(key, offset),
        onLiteralValue: (_value, offset, length) => this.#literal(offset, offset + length),
      },
      { allowTrailingComma: true },
    );
  }

  #property(key: string, offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    frame.memberKey = key;
    frame.memberKeyAt = offset;
  }

  #begin(start: number, isArray: boolean): void {
    const { wanted, key } = this.#next(start);
    this.#frames.push({
      wanted,
      key,
      start,
      isArray,
      index: 0,
      memberKey: '',
      memberKeyAt: -1,
      firstKey: -1,
      lastKey: -1,
      lastStart: -1,
      lastEnd: -1,
    });
  }

  #end(end: number): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    const { key, start, firstKey, lastKey, lastStart, lastEnd } = frame;
    const members = frame.isArray || firstKey < 0 ? null : { firstKey, lastKey, lastStart, lastEnd };
    if (frame.wanted !== undefined) frame.wanted.place = { key, start, end, members };
    this.#noteMember(start, end);
  }

  #literal(start: number, end: number): void {
    const { wanted, key } = this.#next(start);
    if (wanted !== undefined) wanted.place = { key, start, end, members: null };
    this.#noteMember(start, end);
  }

  /** What is wanted of the value that begins here, and where its key is. */
  #next(start: number): { readonly wanted: Wanted | undefined; readonly key: number } {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return { wanted: this.#root, key: start };
    const step = frame.isArray ? String(frame.index) : frame.memberKey;
    return { wanted: frame.wanted?.children.get(step), key: frame.isArray ? start : frame.memberKeyAt };
  }

  #noteMember(start: number, end: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    frame.index += 1;
    if (frame.firstKey < 0) frame.firstKey = frame.memberKeyAt;
    frame.lastKey = frame.memberKeyAt;
    frame.lastStart = start;
    frame.lastEnd = end;
  }
}
