import { findPlaces, pathKey, type JsonPlace } from './json-places.ts';
import type { JsonPath } from './json-text.ts';

/** One property to set: `path` leads to its object, which is created (with its parents) if it is not there. */
export interface JsonChange {
  readonly path: readonly string[];
  readonly key: string;
  readonly value: unknown;
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** How the file is laid out: by it new text is written. */
interface Layout {
  readonly eol: string;
  readonly unit: string;
  readonly isOneLine: boolean;
}

/**
 * Sets properties in a JSON text that has no syntax errors, and touches nothing else: one pass finds all places, values are
 * replaced where they stand, and new members go to the end of their object in the way its other members are written.
 */
export function editJson(text: string, changes: readonly JsonChange[]): string {
  const places = findPlaces(text, changes.flatMap(pathsOf));
  const layout = layoutOf(text);
  const inserts = new Map<string, Record<string, unknown>>();
  const splices: Splice[] = [];
  for (const change of lastOfEach(changes)) {
    const place = places.get(pathKey([...change.path, change.key]));
    if (place === undefined) addInsert(inserts, places, change);
    else splices.push({ start: place.start, end: place.end, text: inlineJson(change.value) });
  }
  for (const [key, members] of inserts) {
    const place = places.get(key);
    if (place !== undefined) splices.push(...insertMembers({ text, layout }, place, members));
  }
  return applySplices(text, splices);
}

/** Of several changes to one property the last one counts. */
function lastOfEach(changes: readonly JsonChange[]): Iterable<JsonChange> {
  return new Map(changes.map((change) => [pathKey([...change.path, change.key]), change])).values();
}

function pathsOf({ path, key }: JsonChange): readonly JsonPath[] {
  return [...path.map((_, index) => path.slice(0, index)), path, [...path, key]];
}

/** Collects the members that are new in one object; a missing object becomes a member of the nearest one that exists. */
function addInsert(
  inserts: Map<string, Record<string, unknown>>,
  places: ReadonlyMap<string, JsonPlace>,
  { path, key, value }: JsonChange,
): void {
  let depth = path.length;
  while (depth > 0 && !places.has(pathKey(path.slice(0, depth)))) depth -= 1;
  const at = pathKey(path.slice(0, depth));
  const members = inserts.get(at) ?? emptyRecord();
  inserts.set(at, members);
  let object = members;
  for (const step of path.slice(depth)) {
    const next = object[step];
    const child = isRecord(next) ? next : emptyRecord();
    object[step] = child;
    object = child;
  }
  object[key] = value;
}

function emptyRecord(): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  Object.setPrototypeOf(record, null);
  return record;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Document {
  readonly text: string;
  readonly layout: Layout;
}

function insertMembers(
  document: Document,
  place: JsonPlace,
  members: Record<string, unknown>,
): readonly Splice[] {
  return place.members === null
    ? [fillEmptyObject(document, place, members)]
    : appendMembers(document, place.members, members);
}

function fillEmptyObject(
  { text, layout }: Document,
  place: JsonPlace,
  members: Record<string, unknown>,
): Splice {
  const inner = text.slice(place.start + 1, place.end - 1);
  const start = place.start + 1;
  if (layout.isOneLine && inner.trim() === '') {
    return { start, end: place.end - 1, text: Object.entries(members).map(inlineMember).join(', ') };
  }
  const outer = indentOfLine(text, place.start);
  const lines = Object.entries(members).map((member) => blockMember(member, outer + layout.unit, layout));
  const body = layout.eol + lines.join(`,${layout.eol}`);
  if (inner.trim() === '') return { start, end: place.end - 1, text: `${body}${layout.eol}${outer}` };
  // Only comments are inside: they stay, after the new members.
  return { start, end: start, text: body + (/^[ \t]*(?:\r?\n|\r)/.test(inner) ? '' : layout.eol) };
}

function appendMembers(
  { text, layout }: Document,
  last: NonNullable<JsonPlace['members']>,
  members: Record<string, unknown>,
): readonly Splice[] {
  const indent = ownLineIndent(text, last.lastKey);
  if (indent === null) {
    const added = Object.entries(members).map((member) => `, ${inlineMember(member)}`);
    return [{ start: last.lastEnd, end: last.lastEnd, text: added.join('') }];
  }
  const isInline = isInlineObject(text.slice(last.lastStart, last.lastEnd));
  const write = (member: [string, unknown]) =>
    isInline ? indent + inlineMember(member) : blockMember(member, indent, layout);
  const body = layout.eol + Object.entries(members).map(write).join(`,${layout.eol}`);
  const rest = /^([ \t]*)(,?)([ \t]*(?:\/\/[^\r\n]*)?)(?=[\r\n])/.exec(
    text.slice(last.lastEnd, last.lastEnd + 2_000),
  );
  if (rest === null) return [{ start: last.lastEnd, end: last.lastEnd, text: `,${body}` }];
  // A comment at the end of the last member's line stays on that line.
  const lineEnd = last.lastEnd + rest[0].length;
  const isCommaThere = rest[2] === ',';
  if (lineEnd === last.lastEnd && !isCommaThere) return [{ start: lineEnd, end: lineEnd, text: `,${body}` }];
  const line = { start: lineEnd, end: lineEnd, text: body };
  return isCommaThere ? [line] : [{ start: last.lastEnd, end: last.lastEnd, text: ',' }, line];
}

/** An object that is written on one line: new siblings are written so too. */
function isInlineObject(value: string): boolean {
  return value.startsWith('{') && !/[\r\n]/.test(value);
}

function applySplices(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(at, splice.start), splice.text);
    at = splice.end;
  }
  return parts.join('') + text.slice(at);
}

function inlineMember([key, value]: [string, unknown]): string {
  return `${JSON.stringify(key)}: ${inlineJson(value)}`;
}

function blockMember([key, value]: [string, unknown], indent: string, layout: Layout): string {
  const isBlock = isRecord(value) && Object.keys(value).length > 0;
  if (!isBlock) return indent + inlineMember([key, value]);
  const inner = Object.entries(value).map((member) => blockMember(member, indent + layout.unit, layout));
  const { eol } = layout;
  return `${indent}${JSON.stringify(key)}: {${eol}${inner.join(`,${eol}`)}${eol}${indent}}`;
}

/** On one line, with a blank after ":" and ",", as the original files are written. */
function inlineJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineJson).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(inlineMember);
  return `{${members.join(', ')}}`;
}

function layoutOf(text: string): Layout {
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const unit = /[\r\n]([ \t]+)["}]/.exec(text)?.[1] ?? '  ';
  return { eol, unit, isOneLine: !/[\r\n]/.test(text.trim()) };
}

/** Indentation of the line on which `offset` stands. */
function indentOfLine(text: string, offset: number): string {
  return /^[ \t]*/.exec(lineBefore(text, offset))?.[0] ?? '';
}

/** Indentation in front of `offset` if nothing else stands before it on its line, else null. */
function ownLineIndent(text: string, offset: number): string | null {
  const before = lineBefore(text, offset);
  const isFirstLine = before.length === offset;
  return /^[ \t]*$/.test(before) && !isFirstLine ? before : null;
}

/** What stands on the line before `offset`; of a very long line only the end. */
function lineBefore(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - 2_000), offset);
  return before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
}
