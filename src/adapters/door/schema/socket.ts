import { z } from 'zod';
import { detailsSchema, headSchema, rows, snapshotSchema } from './snapshot.ts';

/** What the supervisor says through its socket, line by line. */

function listDelta<Row extends z.ZodType>(row: Row) {
  return z.object({
    set: z.array(row).describe('new rows, and those that differ'),
    places: z
      .object({
        at: z.int(),
        gone: z.int(),
        keys: z.array(z.union([z.string(), z.int()])),
      })
      .optional()
      .describe('in place of `gone` rows from place `at` on there are those with these keys'),
  });
}

const missable = headSchema
  .pick({
    leftOut: true,
    closed: true,
    conflicts: true,
    compared: true,
    spent: true,
    requests: true,
    hooks: true,
  })
  .keyof();

export const deltaSchema = z
  .object({
    head: headSchema.partial().describe('what differs of all that is no list of rows'),
    without: z.array(missable).optional().describe('keys that the newer snapshot does not have'),
    workers: listDelta(rows.workerRow).optional(),
    tasks: listDelta(rows.taskRow).optional(),
    questions: listDelta(rows.question).optional(),
    pullRequests: listDelta(rows.pullRequest).optional(),
  })
  .meta({ id: 'Delta' });

const v = z.literal(1);

const reason = z.object({
  says: z.string(),
  time: z
    .object({
      at: z.number().describe('epoch milliseconds'),
      is: z.enum(['ago', 'since']),
      behind: z.string().describe('what comes behind the time'),
    })
    .optional(),
});

const responseSchema = z.union([
  z.object({
    ok: z.literal(true),
    says: z.string(),
    snapshot: snapshotSchema.optional(),
    why: z.array(z.string()).optional(),
    reasons: z.array(reason).optional().describe('the same, each with the time that it speaks of'),
    details: detailsSchema.optional(),
    receipt: z
      .object({
        state: z.enum(['waiting', 'confirmed', 'queued', 'unverified', 'refused', 'done']),
        says: z.string(),
      })
      .optional(),
  }),
  z.object({
    ok: z.literal(false),
    exit: z.literal([1, 2, 3, 4]).describe('the exit code of a verb that was refused so'),
    says: z.string(),
  }),
]);

export const replySchema = z.union([
  z.object({ v, response: responseSchema }),
  z.object({ v, denied: z.literal(true).describe('the token is not that of this supervisor') }),
  z.object({
    v,
    starting: z
      .literal(true)
      .describe('to one who watches: there is no picture yet, connect again in a moment'),
  }),
  z.object({ v, snapshot: snapshotSchema.describe('the first line for one who watches') }),
  z.object({ v, delta: deltaSchema.describe('to the snapshot that the lines before add up to') }),
  z.object({ v, beat: z.number().describe('epoch milliseconds: the picture is as it was') }),
]);
