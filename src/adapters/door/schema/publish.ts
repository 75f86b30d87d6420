import { z } from 'zod';
import { frameSchema, requestSchema } from '../decode-request.ts';
import { statusSchema } from './snapshot.ts';
import { replySchema } from './socket.ts';

const schemas = {
  'status.json': { schema: statusSchema, title: 'What czar status --json prints' },
  'socket-request.json': {
    schema: frameSchema.extend({ request: requestSchema }),
    title: 'A line that a client sends to the supervisor of a Czar project',
  },
  'socket-reply.json': {
    schema: replySchema,
    title: 'A line that the supervisor of a Czar project sends to a client',
  },
} as const;

type SchemaName = keyof typeof schemas;

export const doorSchemaNames: readonly SchemaName[] = [
  'status.json',
  'socket-request.json',
  'socket-reply.json',
];

/** The JSON Schema of what goes through the door, as published in `schema/`. */
export function jsonSchemaOf(name: SchemaName) {
  const { schema, title } = schemas[name];
  return { title, ...z.toJSONSchema(schema, { io: 'input' }) };
}
