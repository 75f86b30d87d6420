import { z } from 'zod';

/** Pull requests, as the snapshot has them. */

const name = z.string();
const when = z.number().describe('epoch milliseconds');
const ms = z.number().describe('milliseconds');
const count = z.int().nonnegative();

const check = z.object({
  name: z.string(),
  verdict: z.enum(['passed', 'failed', 'flaky', 'timed-out', 'warned']),
  ms,
  at: z.string().optional().describe('where it ran, if that holds more than this work'),
  tail: z.string().describe('the last lines of a failure'),
});

const review = z.object({
  by: z.string(),
  at: when,
  verdict: z.enum(['approved', 'changes-requested', 'comment']),
  text: z.string(),
});

const atForge = z
  .object({
    number: z.int(),
    head: z.string(),
    updatedAt: when,
    base: z.string(),
    mergeable: z.boolean().nullable(),
    checks: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['pending', 'passed', 'failed', 'stopped']),
        url: z.string().nullable(),
        tail: z.string(),
      }),
    ),
    reviews: z.array(
      review.extend({
        id: z.int(),
        head: z.string().nullable(),
        comments: z.array(z.object({ file: z.string(), line: z.int().nullable(), text: z.string() })),
      }),
    ),
    since: when.describe('when this head was looked at first'),
    at: when.describe('when something in it was new'),
    waived: z.literal(true).optional().describe('a human said not to wait for its checks'),
  })
  .meta({ id: 'ForgeEvidence' });

export const pullRequest = z
  .object({
    number: z.int(),
    task: name.nullable().describe('null: the omnibus'),
    attempt: count.nullable(),
    state: z.enum(['open', 'merged', 'closed']),
    draft: z.boolean(),
    head: z.string(),
    base: z.string(),
    headSha: z.string(),
    title: z.string(),
    body: z.string(),
    labels: z.array(z.string()),
    assignees: z.array(z.string()),
    reviews: z.array(review),
    checks: z.array(check),
    mergedSha: z.string().nullable(),
    url: z.string().nullable(),
    createdAt: when,
    updatedAt: when,
    atForge: atForge.optional().describe('what others say of `headSha` at a remote forge'),
  })
  .meta({ id: 'PullRequest' });
