import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** GitHub's own description of the calls that are spoken here (scripts/github-description.mjs). */

type Json = boolean | number | string | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

interface Described {
  readonly operations: Readonly<
    Record<
      string,
      { readonly request: JsonObject | null; readonly answers: Readonly<Record<string, JsonObject | null>> }
    >
  >;
  readonly definitions: Readonly<Record<string, JsonObject>>;
}

const described = JSON.parse(readFileSync(new URL('description.json', import.meta.url), 'utf8')) as Described;

const compiled = new Map<JsonObject, z.ZodType>();

/** Says what is wrong with the body of a request to this operation ("GET /user"), or null. */
export function wrongRequest(operation: string, body: unknown): string | null {
  return wrong(operationOf(operation).request, body, `the request of ${operation}`);
}

/** Says what is wrong with an answer, or null. A status that the description does not know is wrong. */
export function wrongAnswer(operation: string, status: number, body: unknown): string | null {
  const { answers } = operationOf(operation);
  const schema = answers[String(status)];
  if (schema === undefined) {
    // Not written down for each call, and given by all.
    return [401, 403, 404, 422, 500, 502, 503].includes(status) ? null : `${operation} answers no ${status}`;
  }
  return wrong(schema, body, `the ${status} of ${operation}`);
}

/** One answer for each status of each operation that has a body: the least that is let through, lists with one entry. */
export function leastAnswers(): readonly {
  readonly operation: string;
  readonly status: number;
  readonly body: Json;
}[] {
  return Object.entries(described.operations).flatMap(([operation, { answers }]) =>
    Object.entries(answers).flatMap(([status, schema]) => {
      if (schema === null) return [];
      const { items } = schema;
      const body = items === undefined ? sample(schema) : [sample(items as JsonObject)];
      return [{ operation, status: Number(status), body }];
    }),
  );
}

function operationOf(operation: string): Described['operations'][string] {
  const found = described.operations[operation];
  if (found === undefined) throw new Error(`${operation} is not described`);
  return found;
}

function wrong(schema: JsonObject | null, body: unknown, what: string): string | null {
  if (schema === null) return null;
  const result = checkerOf(schema).safeParse(body);
  return result.success ? null : `${what}: ${z.prettifyError(result.error)}`;
}

function checkerOf(schema: JsonObject): z.ZodType {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const whole = { ...schema, definitions: described.definitions };
  const made = z.fromJSONSchema(whole, { defaultTarget: 'openapi-3.0' });
  compiled.set(schema, made);
  return made;
}

/** The least that the description lets through under this name: what tests do not care about. */
export function sampleOf(definition: string): Record<string, Json> {
  const schema = described.definitions[definition];
  if (schema === undefined) throw new Error(`${definition} is not described`);
  return sample({ ...schema, nullable: false }) as Record<string, Json>;
}

function sample(schema: JsonObject): Json {
  const { $ref, nullable, type } = schema;
  if (typeof $ref === 'string') return sample(described.definitions[$ref.split('/').at(-1) ?? ''] ?? {});
  if (nullable === true) return null;
  for (const choice of ['oneOf', 'anyOf', 'allOf']) {
    const options = schema[choice];
    if (Array.isArray(options)) return sample(options[0] as JsonObject);
  }
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as Json;
  switch (type) {
    case 'string':
      return STRINGS[typeof schema['format'] === 'string' ? schema['format'] : ''] ?? 'text';
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    default:
      return objectOf(schema);
  }
}

const STRINGS: Readonly<Record<string, string>> = {
  uri: 'https://github.invalid/',
  'uri-template': 'https://github.invalid/{/sha}',
  'date-time': '2026-01-01T00:00:00Z',
  email: 'octo@github.invalid',
};

function objectOf(schema: JsonObject): Json {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
  const required = (schema['required'] ?? []) as readonly string[];
  return Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {})]));
}
