import { z } from 'zod';

/** A key of the config as people name it: `merge.auto`, `agents.<name>.env`, `checks[].run`. */
export interface ConfigKey {
  readonly key: string;
  /** Undefined: it has none, or it is found in another way. */
  readonly byDefault: unknown;
}

const node = z.looseObject({
  default: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
});

/** Every key of a JSON Schema that holds a value of its own. */
export function configKeys(schema: unknown, path = ''): readonly ConfigKey[] {
  const { properties, additionalProperties, items, default: byDefault } = node.parse(schema);
  if (properties !== undefined) {
    const prefix = path === '' ? '' : `${path}.`;
    return Object.entries(properties).flatMap(([name, inner]) => configKeys(inner, `${prefix}${name}`));
  }
  if (hasProperties(additionalProperties)) return configKeys(additionalProperties, `${path}.<name>`);
  if (hasProperties(items)) return configKeys(items, `${path}[]`);
  return [{ key: path, byDefault }];
}

function hasProperties(schema: unknown): boolean {
  const parsed = node.safeParse(schema);
  return parsed.success && parsed.data.properties !== undefined;
}
