import { z } from 'zod';
import { configSchema } from './config.ts';
import { dependenciesSchema, queueSchema } from './queue.ts';
import { workerStatusSchema } from './worker-status.ts';

const schemas = {
  'czar.config.json': { schema: configSchema, title: 'Czar configuration' },
  'work-queue.json': { schema: queueSchema, title: 'Czar work queue' },
  'dependencies.json': { schema: dependenciesSchema, title: 'Czar dependencies' },
  'worker-status.json': { schema: workerStatusSchema, title: 'Czar worker status' },
} as const;

type SchemaName = keyof typeof schemas;

export const schemaNames: readonly SchemaName[] = [
  'czar.config.json',
  'work-queue.json',
  'dependencies.json',
  'worker-status.json',
];

/** The JSON Schema of a file, as published in `schema/`. */
export function jsonSchemaOf(name: SchemaName) {
  const { schema, title } = schemas[name];
  return { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) };
}
