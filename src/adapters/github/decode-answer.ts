import { z } from 'zod';

/** What is read of GitHub's answers; all else in them is left alone. */

const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

const pull = z.object({
  number: z.int().positive(),
  node_id: z.string(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().default(false),
  title: z.string(),
  body: z.string().nullable(),
  head: z.object({ ref: z.string(), sha }),
  base: z.object({ ref: z.string() }),
  labels: z.array(z.object({ name: z.string() })),
  assignees: z
    .array(z.object({ login: z.string() }))
    .nullable()
    .default([]),
  html_url: z.string(),
  merged_at: z.string().nullable(),
  merge_commit_sha: sha.nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});

export type Pull = z.output<typeof pull>;

export function decodePull(data: unknown): Pull {
  return pull.parse(data);
}

export function decodePulls(data: unknown): readonly Pull[] {
  return z.array(pull).parse(data);
}

const issue = z.object({
  number: z.int().positive(),
  state: z.string(),
  title: z.string(),
  body: z.string().nullable().default(null),
  /** Not there: it is no pull request. */
  pull_request: z.unknown().optional(),
});

export type Issue = z.output<typeof issue>;

export function decodeIssue(data: unknown): Issue {
  return issue.parse(data);
}

export function decodeIssues(data: unknown): readonly Issue[] {
  return z.array(issue).parse(data);
}

const statuses = z.object({
  statuses: z.array(z.object({ context: z.string(), state: z.string(), description: z.string().nullable() })),
});

export type Statuses = z.output<typeof statuses>['statuses'];

export function decodeStatuses(data: unknown): Statuses {
  return statuses.parse(data).statuses;
}

export function decodeComments(data: unknown): readonly string[] {
  return z
    .array(z.object({ body: z.string().default('') }))
    .parse(data)
    .map(({ body }) => body);
}

export function decodeLogin(data: unknown): string {
  return z.object({ login: z.string() }).parse(data).login;
}

export function decodeMerged(data: unknown): string {
  return z.object({ sha, merged: z.literal(true) }).parse(data).sha;
}

const repository = z.object({
  full_name: z.string(),
  archived: z.boolean().default(false),
  permissions: z.object({ push: z.boolean() }).optional(),
});

export type RepositoryFacts = z.output<typeof repository>;

export function decodeRepository(data: unknown): RepositoryFacts {
  return repository.parse(data);
}

const headers = z.object({
  etag: z.string().optional(),
  'x-ratelimit-limit': z.coerce.number().optional(),
  'x-ratelimit-remaining': z.coerce.number().optional(),
  'x-ratelimit-reset': z.coerce.number().optional(),
});

export type Headers = z.output<typeof headers>;

export function decodeHeaders(data: unknown): Headers {
  return headers.parse(data);
}

const failure = z.object({
  status: z.int(),
  response: z
    .object({
      headers: headers.catch({}),
      data: z
        .object({
          message: z.string().default(''),
          errors: z.array(z.unknown()).default([]),
        })
        .catch({ message: '', errors: [] }),
    })
    .optional(),
});

/** The status of an answer that was no success; null: there was no answer, whatever the library makes of that. */
export function statusOf(error: unknown): number | null {
  const found = failure.safeParse(error);
  return found.success && found.data.response !== undefined ? found.data.status : null;
}

/** Of an answer that was no success. */
export function headersOf(error: unknown): Headers {
  const found = failure.safeParse(error);
  return found.success ? (found.data.response?.headers ?? {}) : {};
}

/** What GitHub says of its refusal, in one line. */
export function refusalOf(error: unknown): string {
  const found = failure.safeParse(error);
  if (!found.success) return '';
  const { message = '', errors = [] } = found.data.response?.data ?? {};
  const details = errors.flatMap((one) => {
    const said = z
      .union([
        z.string(),
        z.object({ message: z.string() }),
        z.object({ field: z.string(), code: z.string() }),
      ])
      .safeParse(one);
    if (!said.success) return [];
    if (typeof said.data === 'string') return [said.data];
    return ['message' in said.data ? said.data.message : `${said.data.field} is ${said.data.code}`];
  });
  return [message, ...details].join('; ').replace(/\s+/g, ' ').trim();
}
