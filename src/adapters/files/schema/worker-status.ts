import { z } from 'zod';

/** `status/worker-status.json`: the original shape plus what Czar knows. `last_commit` is an ISO time when Czar wrote it. */
const workerSchema = z.looseObject({
  status: z.string(),
  current_task: z.string().nullable(),
  task: z.string().nullable().optional(),
  branch: z.string().nullable(),
  files_changed: z.number().nullable().optional(),
  last_commit: z.string().nullable().optional(),
  progress: z.string().optional(),
  eta: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
  blocking: z.array(z.string()).optional(),
  waiting_for: z.string().optional(),
  conflicts: z
    .array(z.looseObject({ with: z.string(), task: z.string().nullable(), files: z.array(z.string()) }))
    .optional(),
  health: z.enum(['healthy', 'slow', 'stuck', 'crashed']).optional(),
  activity: z.string().optional(),
  generation: z.int().optional(),
  session: z.string().nullable().optional(),
  pr: z.int().nullable().optional(),
  tokens: z.object({ input: z.int(), output: z.int(), cache_read: z.int(), cache_write: z.int() }).optional(),
  /** US dollars; null: not known. */
  cost_usd: z.number().nullable().optional(),
});

export const workerStatusSchema = z.looseObject({
  last_updated: z.string(),
  workers: z.record(z.string(), workerSchema),
});

export type WorkerStatusEntry = z.input<typeof workerSchema>;
