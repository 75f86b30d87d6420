import { z } from 'zod';

const when = z.union([z.string(), z.number()]).nullable().catch(null);
const dated = z
  .object({
    updated_at: when.optional(),
    created_at: when.optional(),
    submitted_at: when.optional(),
    started_at: when.optional(),
    completed_at: when.optional(),
    timestamp: when.optional(),
    pushed_at: when.optional(),
  })
  .nullable()
  .catch(null);

/** What of all kinds of letters says where and when; everything else in them is left unread. */
const letter = z.object({
  repository: z.object({ full_name: z.string(), pushed_at: when.optional() }),
  updated_at: when.optional(),
  pull_request: dated.optional(),
  review: dated.optional(),
  comment: dated.optional(),
  issue: dated.optional(),
  check_run: dated.optional(),
  check_suite: dated.optional(),
  workflow_run: dated.optional(),
  workflow_job: dated.optional(),
  head_commit: dated.optional(),
});

export interface ToldByHook {
  /** `owner/name`; null: it names none. */
  readonly repository: string | null;
  /** The newest time in it, epoch milliseconds; null: it names none, as a letter does that only tries the connection. */
  readonly at: number | null;
}

/** Null: it is no letter of GitHub. */
export function decodeHook(body: string): ToldByHook | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const result = letter.safeParse(parsed);
  if (!result.success)
    return typeof parsed === 'object' && parsed !== null ? { repository: null, at: null } : null;
  const { repository, updated_at, ...parts } = result.data;
  const times = [
    repository.pushed_at,
    updated_at,
    ...Object.values(parts).flatMap((part) => Object.values(part ?? {})),
  ].flatMap(timeOf);
  // That a repository was pushed to once says nothing of a letter that tells of nothing else.
  const isDated = updated_at !== undefined || Object.values(parts).some((part) => (part ?? null) !== null);
  return { repository: repository.full_name, at: isDated && times.length > 0 ? Math.max(...times) : null };
}

/** Numbers are epoch seconds. */
function timeOf(value: string | number | null | undefined): readonly number[] {
  if (value === null || value === undefined) return [];
  const at = typeof value === 'number' ? value * 1_000 : Date.parse(value);
  return Number.isFinite(at) ? [at] : [];
}
