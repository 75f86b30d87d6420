import { z } from 'zod';

/** What is read of GitHub's answers about checks and reviews; all else in them is left alone. */

const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const id = z.int().positive();
const person = z.object({ id, login: z.string() });

const checkRuns = z.object({
  total_count: z.int(),
  check_runs: z.array(
    z.object({
      id,
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      html_url: z.string().nullable(),
      details_url: z.string().nullable(),
      output: z.object({ title: z.string().nullable(), summary: z.string().nullable() }),
      app: z.object({ slug: z.string().optional() }).nullable(),
    }),
  ),
});

export type CheckRun = z.output<typeof checkRuns>['check_runs'][number];

export function decodeCheckRuns(data: unknown): readonly CheckRun[] {
  return checkRuns.parse(data).check_runs;
}

const checkSuites = z.object({
  check_suites: z.array(
    z.object({
      status: z.string().nullable(),
      latest_check_runs_count: z.int(),
      app: z.object({ name: z.string() }).nullable(),
    }),
  ),
});

export type CheckSuite = z.output<typeof checkSuites>['check_suites'][number];

export function decodeCheckSuites(data: unknown): readonly CheckSuite[] {
  return checkSuites.parse(data).check_suites;
}

const statuses = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      description: z.string().nullable(),
      target_url: z.string().nullable(),
    }),
  ),
});

export type ForeignStatus = z.output<typeof statuses>['statuses'][number];

export function decodeForeignStatuses(data: unknown): readonly ForeignStatus[] {
  return statuses.parse(data).statuses;
}

const reviews = z.array(
  z.object({
    id,
    user: person.nullable(),
    author_association: z.string(),
    state: z.string(),
    body: z.string(),
    commit_id: sha.nullable(),
    // Not there while it is not handed in.
    submitted_at: z.string().optional(),
  }),
);

export type Review = z.output<typeof reviews>[number];

export function decodeReviews(data: unknown): readonly Review[] {
  return reviews.parse(data);
}

const lineComments = z.array(
  z.object({
    user: person.nullable(),
    pull_request_review_id: id.nullable(),
    path: z.string(),
    line: z.int().nullish(),
    original_line: z.int().nullish(),
    body: z.string(),
  }),
);

export type CommentOnLine = z.output<typeof lineComments>[number];

export function decodeLineComments(data: unknown): readonly CommentOnLine[] {
  return lineComments.parse(data);
}

const permission = z.object({ permission: z.string(), user: z.object({ id }).nullable() });

/** Of the person with this id; null: the name is somebody else's by now. */
export function decodePermission(data: unknown, of: number): string | null {
  const { permission: may, user } = permission.parse(data);
  return user?.id === of ? may : null;
}

const openPull = z.object({
  state: z.string(),
  head: z.object({ sha }),
  base: z.object({ ref: z.string() }),
  user: z.object({ id }).nullable(),
  mergeable: z.boolean().nullable(),
  updated_at: z.string(),
});

export type PullToReport = z.output<typeof openPull>;

export function decodePullToReport(data: unknown): PullToReport {
  return openPull.parse(data);
}
