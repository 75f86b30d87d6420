import { z } from 'zod';

/** Evidence and questions of a snapshot. */

const name = z.string();
const when = z.number().describe('epoch milliseconds');

export const evidence = z
  .object({
    source: z.enum([
      'event',
      'git',
      'pane',
      'tmux',
      'file',
      'human',
      'clock',
      'gate',
      'review',
      'forge',
      'ledger',
      'transcript',
      'process',
    ]),
    at: when,
    says: z.string(),
    expiresAt: when.optional().describe('when it counts no more'),
    lines: z.array(z.string()).optional().describe('what was seen, word by word; at most 21 lines'),
  })
  .meta({ id: 'Evidence' });

const holds = z.enum(['task', 'worker', 'all', 'none']);

export const question = z
  .object({
    id: z.string(),
    number: z.int().describe('what `czar needs` and `czar answer` call it'),
    topic: z.string(),
    task: name.nullable(),
    worker: name.nullable(),
    about: z.string().nullable(),
    text: z.string(),
    choices: z.array(z.object({ key: z.string(), says: z.string() })),
    freeText: z.boolean(),
    evidence: z.array(evidence),
    askedAt: when,
    since: when.optional().describe('since when what it is about has been so'),
    before: z
      .array(z.object({ answer: z.string(), at: when }))
      .optional()
      .describe('how the same was answered before, the newest last'),
    screen: z
      .object({ at: when, lines: z.array(z.string()) })
      .optional()
      .describe('what was last seen on the screen of its worker'),
    kept: z.string().optional().describe('an answer that waits for the next start, while nobody runs'),
    holds,
  })
  .meta({ id: 'Question' });

export const closedQuestion = z
  .object({
    id: z.string(),
    number: z.int(),
    topic: z.string(),
    task: name.nullable(),
    worker: name.nullable(),
    text: z.string(),
    answer: z.string().nullable().describe('null: it needed none any more'),
    because: z.string(),
    at: when,
    askedAt: when.optional(),
    holds: holds.optional().describe('what it held up from `askedAt` to `at`'),
  })
  .meta({ id: 'ClosedQuestion' });
