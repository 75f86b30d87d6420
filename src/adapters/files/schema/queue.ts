import { z } from 'zod';
import { check, duration, name, schemaKey, text } from './parts.ts';

/** `work-queue.json` and `dependencies.json`. Keys that Czar does not know are allowed and kept. */

const names = z.array(text);

const statuses = [
  'pending',
  'ready',
  'in_progress',
  'complete',
  'merged',
  'failed',
  'blocked',
  'needs_human',
  'cancelled',
] as const;

export const queueEntrySchema = z.looseObject({
  status: z.enum(statuses).optional(),
  priority: z.number().optional(),
  assignee: text.nullable().optional(),
  title: text.nullable().optional(),
  depends_on: names.optional(),
  blocks: names.optional(),
  blocked_by: names.optional(),
  task_file: text.nullable().optional(),
  hold: z.boolean().optional(),
  agent: text.nullable().optional(),
  checks: z.array(check).optional(),
  mcp: z.array(name).optional(),
  time: duration.nullable().optional(),
  files: names.optional(),
});

export type QueueEntryJson = z.output<typeof queueEntrySchema>;

/** For the published schema; the file itself is decoded entry by entry. */
export const queueSchema = z.looseObject({
  $schema: schemaKey,
  primary_tasks: z.record(z.string(), queueEntrySchema).optional(),
  bonus_tasks: z.record(z.string(), queueEntrySchema).optional(),
});

export const dependencyEntrySchema = z.looseObject({
  blocks: names.optional(),
  blocked_by: names.optional(),
  depends_on: names.optional(),
  status: text.nullable().optional(),
  notified: names.optional(),
  waiting_since: text.nullable().optional(),
});

export type DependencyEntryJson = z.output<typeof dependencyEntrySchema>;

export const dependenciesSchema = z.object({ $schema: schemaKey }).catchall(dependencyEntrySchema);

/** The head of a task file. What the queue says otherwise wins; edges are united. */
export const frontMatterSchema = z.looseObject({
  title: text.nullable().optional(),
  worker: text.nullable().optional(),
  priority: z.number().nullable().optional(),
  after: names.nullable().optional(),
  files: names.nullable().optional(),
  checks: z.array(check).nullable().optional(),
  mcp: z.array(name).nullable().optional(),
  time: duration.nullable().optional(),
});

export type FrontMatter = z.output<typeof frontMatterSchema>;
