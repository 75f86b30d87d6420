import { z } from 'zod';
import type { Finding } from './finding.ts';
import type { JsonPath } from './json-text.ts';
import { didYouMean } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** The data of a value that a schema was held against, without the parts it refused. */
export interface Checked<T> {
  readonly data: T;
  readonly findings: readonly Finding[];
  /** Something has the wrong type or value; unknown keys alone do not break a file. */
  readonly broken: boolean;
}

/** Each round takes out what the last one refused; a part that becomes invalid by that goes with the next round. */
const maxRounds = 6;

/**
 * Holds `value` (made by `parseJson`, changed here) against `schema`. Refused parts are taken out, so that defaults stand in for
 * them; null when nothing is left that the schema takes.
 */
export function checkAgainst<T>(schema: z.ZodType<T>, value: unknown): Checked<T> | null {
  const findings: Finding[] = [];
  let broken = false;
  for (let round = 0; round < maxRounds; round += 1) {
    const result = schema.safeParse(value);
    if (result.success) return { data: result.data, findings, broken };
    for (const issue of result.error.issues) {
      if (round === 0) findings.push(...findingsOf(schema, issue, value));
      if (issue.code !== 'unrecognized_keys') broken = true;
    }
    if (result.error.issues.some((issue) => issue.path.length === 0 && issue.code !== 'unrecognized_keys'))
      return null;
    takeOut(value, result.error.issues);
  }
  return null;
}

/** The findings alone, for a value that is refused as a whole. */
export function refusalsOf(schema: z.ZodType, value: unknown): readonly Finding[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.flatMap((issue) => findingsOf(schema, issue, value));
}

function findingsOf(schema: z.ZodType, issue: Issue, root: unknown): readonly Finding[] {
  const path = pathOf(issue);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      atKey: true,
      message: `unknown key${didYouMean(key, known)}`,
    }));
  }
  const found = valueAt(root, path);
  const atKey = issue.code === 'invalid_key';
  return [
    { path, atKey, message: `expected ${expectation(issue, found)}, found ${shown(found, path, atKey)}` },
  ];
}

function pathOf(issue: Issue): JsonPath {
  return issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
}

function expectation(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String), found);
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'another key';
    default:
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function oneOf(values: readonly string[], found: unknown): string {
  const list = values.map((value) => `"${value}"`).join(', ');
  const meant = typeof found === 'string' ? didYouMean(found, values) : '';
  return `one of ${list}${meant.replace(/^; d/, ' (d').replace(/\?$/, '?)')}`;
}

function shown(found: unknown, path: JsonPath, atKey: boolean): string {
  if (atKey) return JSON.stringify(String(path.at(-1)).slice(0, 60));
  if (found === undefined) return 'nothing';
  if (found === null) return 'null';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object') return 'an object';
  return typeof found === 'string' ? JSON.stringify(found.slice(0, 60)) : `${found as number | boolean}`;
}

function valueAt(root: unknown, path: JsonPath): unknown {
  let value = root;
  for (const step of path) value = memberOf(value, step);
  return value;
}

function memberOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string | number, unknown>)[step];
}

/** Takes the refused parts out, last ones first, so that the indexes of lists still fit. */
function takeOut(root: unknown, issues: readonly Issue[]): void {
  const paths = new Map(
    issues.flatMap((issue) => refusedParts(root, issue)).map((path) => [path.join('\0'), path]),
  );
  for (const path of [...paths.values()].reverse()) remove(root, path);
}

/** A part that is missing takes the object around it along. */
function refusedParts(root: unknown, issue: Issue): readonly JsonPath[] {
  const path = pathOf(issue);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  let depth = path.length;
  while (depth > 1 && valueAt(root, path.slice(0, depth)) === undefined) depth -= 1;
  return [path.slice(0, depth)];
}

function remove(root: unknown, path: JsonPath): void {
  const step = path.at(-1);
  const holder = valueAt(root, path.slice(0, -1));
  if (step === undefined || typeof holder !== 'object' || holder === null) return;
  if (Array.isArray(holder)) holder.splice(Number(step), 1);
  else delete (holder as Record<string, unknown>)[String(step)];
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
}

/** The keys that the schema knows at `path`, read from its JSON Schema: zod's own insides are no interface. */
function knownKeys(schema: z.ZodType, path: JsonPath): readonly string[] {
  let node: SchemaNode | undefined = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as SchemaNode;
  for (const step of path) node = typeof step === 'number' ? node?.items : childOf(node, step);
  return Object.keys(node?.properties ?? {});
}

function childOf(node: SchemaNode | undefined, step: string): SchemaNode | undefined {
  const own = node?.properties;
  if (own !== undefined && Object.hasOwn(own, step)) return own[step];
  const other = node?.additionalProperties;
  return typeof other === 'object' ? other : undefined;
}
