import type { RequestBudget } from '../../domain/forge-watch.ts';
import type { ForgeNews } from '../../ports/forge.ts';
import type { Api } from './api.ts';
import { decodeHeaders, decodePulls, headersOf, type Headers, statusOf } from './decode-answer.ts';
import { isOfProject, readPull } from './pull-request.ts';

interface Watched {
  readonly api: Api;
  readonly owner: string;
  readonly name: string;
  readonly projectId: string;
}

/** One query for all that changed last; when nothing did since the one before, it costs nothing of the allowance. */
export function openWatch({ api, owner, name, projectId }: Watched): () => Promise<ForgeNews> {
  let etag: string | null = null;
  return async () => {
    try {
      const { data, headers } = await api.rest.pulls.list({
        owner,
        repo: name,
        state: 'all',
        sort: 'updated',
        direction: 'desc',
        per_page: 100,
        headers: etag === null ? {} : { 'if-none-match': etag },
      });
      const told = decodeHeaders(headers);
      etag = told.etag ?? null;
      const ours = decodePulls(data).filter((pull) => isOfProject(pull, projectId));
      const pullRequests = ours.map((pull) => readPull(pull, { projectId, checks: [], me: null }));
      return { pullRequests, budget: budgetIn(told) };
    } catch (error) {
      if (statusOf(error) !== 304) throw error;
      return { pullRequests: [], budget: budgetIn(headersOf(error)) };
    }
  };
}

/** Null: the server has no limit, or does not tell. */
function budgetIn(headers: Headers): RequestBudget | null {
  const limit = headers['x-ratelimit-limit'];
  const remaining = headers['x-ratelimit-remaining'];
  const reset = headers['x-ratelimit-reset'];
  if (limit === undefined || remaining === undefined || reset === undefined) return null;
  return { limit, remaining, resetAt: reset * 1_000 };
}
