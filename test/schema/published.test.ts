import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonSchemaOf, schemaNames } from '../../src/adapters/files/schema/publish.ts';
import { workerStatusSchema } from '../../src/adapters/files/schema/worker-status.ts';
import { samples } from '../unit/adapters/files/samples.ts';

const folder = join(import.meta.dirname, '../../schema');

/** `npm run schema` writes the files anew. */
describe('the published schema', () => {
  test.each(schemaNames)('%s is current', async (name) => {
    const path = join(folder, name);
    await expect(`${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`).toMatchFileSnapshot(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ type: 'object' });
  });

  test('of the config names every key of the sample', () => {
    const properties = Object.keys(jsonSchemaOf('czar.config.json')['properties'] ?? {});
    const keys = [...samples.config.matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key);
    expect(keys.length).toBeGreaterThan(25);
    expect(keys.filter((key) => !properties.includes(key ?? ''))).toEqual([]);
  });

  test('of the worker status takes the sample as it is', () => {
    expect(workerStatusSchema.safeParse(JSON.parse(samples.workerStatus)).success).toBe(true);
  });
});
