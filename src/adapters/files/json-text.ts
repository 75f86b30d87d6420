import { visit, type ParseErrorCode } from 'jsonc-parser';

/** Keys and indexes from the root of a document to one of its values. */
export type JsonPath = readonly (string | number)[];

/** What is wrong at one place of a text. */
export interface JsonError {
  readonly offset: number;
  readonly message: string;
}

export interface ParsedJson {
  /** Objects have no prototype, so that a key can never be mistaken for an inherited one. Undefined when nothing was there. */
  readonly value: unknown;
  /** First errors in the order of the text; any error means that `value` is not to be trusted. */
  readonly errors: readonly JsonError[];
}

type JsonObject = Record<string, unknown>;

const maxDepth = 64;
const maxErrors = 20;

/** Order of the keys as written, for objects with keys like "7": those come first in an object's own order. */
const writtenOrder = new WeakMap<object, string[]>();

/** Keys of an object that `parseJson` made, in the order of the file. */
export function keysInOrder(object: object): readonly string[] {
  return writtenOrder.get(object) ?? Object.keys(object);
}

/** Parses JSON with comments and trailing commas. Keys that occur twice and texts deeper than 64 levels are errors. */
export function parseJson(text: string): ParsedJson {
  const builder = new ValueBuilder();
  try {
    visit(text, builder.visitor(), { allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    builder.report(error.offset, `nested deeper than ${maxDepth} levels`);
  }
  return { value: builder.value, errors: builder.errors.toSorted((a, b) => a.offset - b.offset) };
}

/** Thrown to leave the recursive visitor before the stack runs out. */
class TooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super('nested too deeply');
    this.offset = offset;
  }
}

/** Builds the value from the visitor's calls; keeps one frame per open object or array. */
class ValueBuilder {
  value: unknown = undefined;
  readonly errors: JsonError[] = [];
  readonly #open: (JsonObject | unknown[])[] = [];
  readonly #keys: string[] = [];

  visitor() {
    return {
      onObjectBegin: (offset: number) => this.#begin(newObject(), offset),
      onArrayBegin: (offset: number) => this.#begin([], offset),
      onObjectEnd: () => this.#end(),
      onArrayEnd: () => this.#end(),
      onObjectProperty: (key: string, offset: number) => this.#property(key, offset),
      onLiteralValue: (value: unknown) => this.#add(value),
      onError: (code: ParseErrorCode, offset: number) =>
        this.report(offset, syntaxMessages[code] ?? 'not JSON'),
    };
  }

  report(offset: number, message: string): void {
    if (this.errors.length < maxErrors) this.errors.push({ offset, message });
  }

  #begin(container: JsonObject | unknown[], offset: number): void {
    if (this.#open.length >= maxDepth) throw new TooDeep(offset);
    this.#add(container);
    this.#open.push(container);
    this.#keys.push('');
  }

  #end(): void {
    this.#open.pop();
    this.#keys.pop();
  }

  #property(key: string, offset: number): void {
    const object = this.#open.at(-1);
    if (object === undefined || Array.isArray(object)) return;
    if (key === '__proto__') this.report(offset, 'the key "__proto__" is not allowed');
    else if (key in object) this.report(offset, `the key ${JSON.stringify(key.slice(0, 60))} occurs twice`);
    else noteOrder(object, key);
    this.#keys[this.#keys.length - 1] = key;
  }

  #add(value: unknown): void {
    const container = this.#open.at(-1);
    if (container === undefined) this.value = value;
    else if (Array.isArray(container)) container.push(value);
    else container[this.#keys.at(-1) ?? ''] ??= value;
  }
}

function newObject(): JsonObject {
  const object: JsonObject = {};
  Object.setPrototypeOf(object, null);
  return object;
}

function noteOrder(object: JsonObject, key: string): void {
  const order = writtenOrder.get(object);
  if (order !== undefined) order.push(key);
  else if (key >= '0' && key < ':') writtenOrder.set(object, [...Object.keys(object), key]);
}

const syntaxMessages: Readonly<Record<number, string>> = {
  1: 'not a value; expected a text in double quotes, a number, true, false, null, { or [',
  2: 'not a number JSON knows',
  3: 'expected a key in double quotes',
  4: 'expected a value',
  5: 'expected ":" after the key',
  6: 'expected "," before this',
  7: 'expected "}" before the end',
  8: 'expected "]" before the end',
  9: 'expected nothing more after the end of the value',
  10: 'not a value; expected a text in double quotes, a number, true, false, null, { or [',
  11: 'the comment is not closed',
  12: 'the text is not closed with a double quote on its line',
  13: 'the number is not complete',
  14: 'not a character code; expected \\u and four hex digits',
  15: 'not an escape that JSON knows',
  16: 'a control character; expected it escaped',
};

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Tells the position of offsets of one text; the lines are counted once. */
export function positionsOf(text: string): (offset: number) => Position {
  const lineStarts = [0];
  for (const end of text.matchAll(/\r\n|\n|\r/g)) lineStarts.push(end.index + end[0].length);
  return (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
  };
}
