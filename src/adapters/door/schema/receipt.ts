import { z } from 'zod';

const when = z.number().describe('epoch milliseconds');
const count = z.int().nonnegative();

/** Where a text lies that was too long to be typed. */
export const textFile = z
  .object({ path: z.string(), sha256: z.string(), bytes: count })
  .meta({ id: 'TextFile', description: 'a text that was too long to be typed' });

/** Where a text got to. */
export const receipt = z
  .object({
    id: z.string(),
    worker: z.string(),
    generation: count,
    task: z.string().nullable(),
    attempt: count.nullable(),
    kind: z.string(),
    item: z.string().nullable(),
    textHash: z.string().nullable(),
    sha256: z.string().describe('of what was typed'),
    bytes: count,
    file: textFile.optional(),
    at: when,
    verdict: z.enum(['open', 'confirmed', 'queued', 'unverified', 'refused']),
    verdictAt: when.nullable(),
    because: z.string().nullable(),
  })
  .meta({ id: 'Receipt' });
