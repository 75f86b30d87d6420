import { z } from 'zod';
import type { PullRequest } from '../../domain/pull-request.ts';

const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

const review = z.object({
  by: z.string(),
  at: z.number(),
  verdict: z.enum(['approved', 'changes-requested', 'comment']),
  text: z.string(),
});

const check = z.object({
  name: z.string(),
  verdict: z.enum(['passed', 'failed', 'flaky', 'timed-out', 'warned']),
  ms: z.number(),
  tail: z.string(),
  at: sha.exactOptional(),
});

const pullRequest: z.ZodType<PullRequest> = z.object({
  number: z.int().positive(),
  task: z.string().nullable(),
  attempt: z.int().positive().nullable(),
  state: z.enum(['open', 'merged', 'closed']),
  draft: z.boolean(),
  head: z.string(),
  base: z.string(),
  headSha: sha,
  title: z.string(),
  body: z.string(),
  labels: z.array(z.string()),
  assignees: z.array(z.string()),
  reviews: z.array(review),
  checks: z.array(check),
  mergedSha: sha.nullable(),
  url: z.string().nullable(),
  createdAt: z.number(),
  updatedAt: z.number(),
});

/** A pull request as its file has it. Throws an error that says what is wrong with it. */
export function decodePullRequest(text: string): PullRequest {
  const result = pullRequest.safeParse(JSON.parse(text));
  if (result.success) return result.data;
  throw new Error(z.prettifyError(result.error));
}
