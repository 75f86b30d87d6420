import { refuseName } from '../../domain/names.ts';
import type { CheckResult, PullRequest } from '../../domain/pull-request.ts';
import type { Pull, Statuses } from './decode-answer.ts';

/** How Czar's pull requests are written down at GitHub, and read there again. */

/** Behind the text of a person: what has no place of its own there. */
const ATTEMPT = /\n<!-- czar-attempt:(\d{1,9}) -->\n?$/;

export function bodyWith(body: string, attempt: number | null): string {
  return attempt === null ? body : `${body}\n<!-- czar-attempt:${attempt} -->\n`;
}

export function isOfProject({ body }: Pull, projectId: string): boolean {
  return (body ?? '').includes(`<!-- czar:${projectId}/`);
}

export interface Reading {
  readonly projectId: string;
  readonly checks: readonly CheckResult[];
  /** Whoever Czar speaks as; null: that was not asked for. */
  readonly me: string | null;
}

export function readPull(pull: Pull, { projectId, checks, me }: Reading): PullRequest {
  const text = (pull.body ?? '').replaceAll('\r\n', '\n');
  const attempt = ATTEMPT.exec(text)?.[1];
  return {
    number: pull.number,
    task: taskIn(text, projectId),
    attempt: attempt === undefined ? null : Number(attempt),
    state: pull.merged_at === null ? pull.state : 'merged',
    draft: pull.draft,
    head: pull.head.ref,
    base: pull.base.ref,
    headSha: pull.head.sha,
    title: pull.title,
    body: text.replace(ATTEMPT, ''),
    labels: pull.labels.map(({ name }) => name),
    assignees: (pull.assignees ?? []).map(({ login }) => (login === me ? '@me' : login)),
    reviews: [],
    checks,
    mergedSha: pull.merged_at === null ? null : pull.merge_commit_sha,
    url: pull.html_url,
    createdAt: Date.parse(pull.created_at),
    updatedAt: Date.parse(pull.updated_at),
  };
}

/** The last mark counts: what stands before it was written by others. That of the omnibus names no task. */
function taskIn(body: string, projectId: string): string | null {
  const start = `<!-- czar:${projectId}/`;
  const at = body.lastIndexOf(start);
  const end = body.indexOf(' -->', at);
  if (at < 0 || end < 0) return null;
  const task = body.slice(at + start.length, end);
  return refuseName(task) === null ? task : null;
}

/** What contexts of Czar's own statuses begin with. */
export const OWN_CONTEXT = 'czar/';

export interface CommitStatus {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error';
  readonly description: string;
}

export function statusOfCheck({ name, verdict, ms }: CheckResult): CommitStatus {
  const state = verdict === 'failed' ? 'failure' : verdict === 'timed-out' ? 'error' : 'success';
  return { context: `${OWN_CONTEXT}${name}`, state, description: `${verdict} after ${ms} ms` };
}

export function checksIn(statuses: Statuses): readonly CheckResult[] {
  return statuses.flatMap(({ context, description }): CheckResult[] => {
    const [, verdict, ms] =
      /^(passed|failed|flaky|timed-out|warned) after (\d+) ms$/.exec(description ?? '') ?? [];
    if (!context.startsWith(OWN_CONTEXT) || verdict === undefined) return [];
    const known = VERDICTS.find((one) => one === verdict);
    const name = context.slice(OWN_CONTEXT.length);
    return known === undefined ? [] : [{ name, verdict: known, ms: Number(ms), tail: '' }];
  });
}

const VERDICTS = ['passed', 'failed', 'flaky', 'timed-out', 'warned'] as const;
