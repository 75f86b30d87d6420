import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editJson, type JsonChange } from '../../../../src/adapters/files/json-edit.ts';
import { findPlaces, pathKey } from '../../../../src/adapters/files/json-places.ts';
import { parseJson } from '../../../../src/adapters/files/json-text.ts';

const set = (path: string, value: unknown): JsonChange => {
  const steps = path.split('.');
  return { path: steps.slice(0, -1), key: steps.at(-1) ?? '', value };
};

describe('an edit', () => {
  test.each([
    ['a value in its place', '{"a": 1, "b": 2}', [set('a', 9)], '{"a": 9, "b": 2}'],
    ['a member at the end of a line', '{"a": 1}', [set('b', 2)], '{"a": 1, "b": 2}'],
    ['a member on a line of its own', '{\n "a": 1\n}', [set('b', 2)], '{\n "a": 1,\n "b": 2\n}'],
    ['after a trailing comma', '{\n "a": 1,\n}', [set('b', 2)], '{\n "a": 1,\n "b": 2\n}'],
    ['after a comment', '{\n "a": 1 // x\n}', [set('b', 2)], '{\n "a": 1, // x\n "b": 2\n}'],
    ['after a comma and a comment', '{\n "a": 1, // x\n}', [set('b', 2)], '{\n "a": 1, // x\n "b": 2\n}'],
    ['before a brace on the same line', '{\n "a": 1 }', [set('b', 2)], '{\n "a": 1,\n "b": 2 }'],
    ['into an empty object', '{}', [set('b', 2)], '{"b": 2}'],
    [
      'into an empty object of a longer file',
      '{\n  "x": {}\n}',
      [set('x.b', 2)],
      '{\n  "x": {\n    "b": 2\n  }\n}',
    ],
    ['into an object of comments', '{\n  // none yet\n}', [set('b', 2)], '{\n  "b": 2\n  // none yet\n}'],
    [
      'with the parents it lacks',
      '{\n\t"a": 1\n}',
      [set('x.y.z', [1, 'b'])],
      '{\n\t"a": 1,\n\t"x": {\n\t\t"y": {\n\t\t\t"z": [1, "b"]\n\t\t}\n\t}\n}',
    ],
    [
      'like its siblings on one line',
      '{\n  "t": {\n    "a": {"p": 1}\n  }\n}',
      [set('t.b', { p: 2, q: null })],
      '{\n  "t": {\n    "a": {"p": 1},\n    "b": {"p": 2, "q": null}\n  }\n}',
    ],
    [
      'of several members of one object',
      '{"t": {"a": 1}}',
      [set('t.b', 2), set('t.c', 3), set('t.a', 0)],
      '{"t": {"a": 0, "b": 2, "c": 3}}',
    ],
    [
      'twice: the last one counts',
      '{"a": 1}',
      [set('a', 2), set('a', 3), set('b', 1), set('b', 2)],
      '{"a": 3, "b": 2}',
    ],
    ['a key of other letters', '{"a": 1}', [set('ü"', 'x')], '{"a": 1, "ü\\"": "x"}'],
  ])('sets %s', (_what, text, changes, expected) => {
    expect(editJson(text, changes)).toBe(expected);
  });
});

/** A value and one of the many ways to write it: indents, line ends, comments, trailing commas. */
interface Writing {
  readonly indent: string;
  readonly eol: string;
  readonly comment: string;
  readonly trailing: boolean;
}

const writing = fc.record<Writing>({
  indent: fc.constantFrom('', ' ', '  ', '    ', '\t'),
  eol: fc.constantFrom('\n', '\r\n'),
  comment: fc.constantFrom('', '// note', '/* note, "a": {} */'),
  trailing: fc.boolean(),
});

const key = fc.constantFrom('a', 'b', 'status', 'x-y', '7', 'constructor', 'ü');
const leaf = fc.oneof(
  fc.integer(),
  fc.constantFrom('', 'x', '"quoted"', '// no comment', '{'),
  fc.boolean(),
  fc.constant(null),
);
const entry = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })), { maxKeys: 4 });
const document = fc.dictionary(fc.constantFrom('p', 'q'), fc.dictionary(key, entry, { maxKeys: 4 }));
const changes = fc.array(fc.record({ path: fc.tuple(fc.constantFrom('p', 'q'), key), key, value: leaf }), {
  minLength: 1,
  maxLength: 6,
});

function write(value: unknown, style: Writing, depth = 0): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value);
  const members = Object.entries(value);
  if (members.length === 0) return '{}';
  const { indent, eol, comment, trailing } = style;
  const inline = indent === '';
  const pad = inline ? '' : eol + indent.repeat(depth + 1);
  const note = inline || !comment ? '' : ` ${comment}`;
  const lines = members.map(([name, member], index) => {
    const comma = index < members.length - 1 || trailing ? ',' : '';
    return `${pad}${JSON.stringify(name)}: ${write(member, style, depth + 1)}${comma}${note}`;
  });
  return `{${lines.join('')}${inline ? '' : eol + indent.repeat(depth)}}`;
}

function withChanges(
  value: Record<string, Record<string, Record<string, unknown>>>,
  all: readonly JsonChange[],
) {
  const result = new Map(
    Object.entries(value).map(([section, entries]) => [section, new Map(Object.entries(entries))]),
  );
  for (const {
    path: [section = '', id = ''],
    key,
    value: changed,
  } of all) {
    const entries = result.get(section) ?? new Map<string, Record<string, unknown>>();
    entries.set(id, { ...entries.get(id), [key]: changed });
    result.set(section, entries);
  }
  return Object.fromEntries([...result].map(([section, entries]) => [section, Object.fromEntries(entries)]));
}

/** The text without the values that the changes replace: what an edit has to keep, byte for byte and in order. */
function untouched(text: string, all: readonly JsonChange[]): string {
  const paths = all.map(({ path, key }) => [...path, key]);
  const places = new Map([...findPlaces(text, paths)].map(([, place]) => [place.start, place]));
  let kept = text;
  for (const place of [...places.values()].sort((a, b) => b.start - a.start)) {
    kept = kept.slice(0, place.start) + kept.slice(place.end);
  }
  // Only the white space inside an empty object may go.
  return kept;
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const letter of part) {
    at = whole.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseJson(text).value));

test('whatever the layout, an edit sets what it should and keeps every other byte', () => {
  fc.assert(
    fc.property(document, changes, writing, (value, all, style) => {
      const text = `${style.comment === '' ? '' : `/* head */${style.eol}`}${write(value, style)}`;
      const edited = editJson(text, all);
      expect(parseJson(edited).errors).toEqual([]);
      expect(plain(edited)).toEqual(withChanges(value, all));
      expect(isSubsequence(untouched(text, all), edited)).toBe(true);
      const isReplacing = all.every(({ path, key }) =>
        findPlaces(text, [[...path, key]]).has(pathKey([...path, key])),
      );
      expect(!isReplacing || untouched(edited, all) === untouched(text, all)).toBe(true);
    }),
    { numRuns: 1_500 },
  );
});
