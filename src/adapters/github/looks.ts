import type { Api } from './api.ts';
import { decodeHeaders, statusOf } from './decode-answer.ts';

export type Parameters = Readonly<Record<string, string | number>>;

/** So many answers of one kind are kept. */
const MOST_KEPT = 500;

/**
 * Asks for what lies at an address of GitHub, such as `GET /repos/{owner}/{repo}/pulls/{pull_number}`. What did not change since it
 * was asked for last is not sent again, and costs nothing of the allowance.
 */
export function openLook<T>(
  api: Api,
  route: `GET ${string}`,
  read: (data: unknown) => T,
): (parameters: Parameters) => Promise<T> {
  const kept = new Map<string, { readonly etag: string; readonly value: T }>();
  return async (parameters) => {
    const key = JSON.stringify(parameters);
    const before = kept.get(key);
    try {
      const headers = before === undefined ? {} : { 'if-none-match': before.etag };
      const answer = await api.request(route, { ...parameters, headers });
      const value = read(answer.data);
      const { etag } = decodeHeaders(answer.headers);
      kept.delete(key);
      if (etag !== undefined) kept.set(key, { etag, value });
      for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
      return value;
    } catch (error) {
      if (statusOf(error) !== 304 || before === undefined) throw error;
      return before.value;
    }
  };
}

const PER_PAGE = 100;
/** Whoever floods a list with hundreds does not push out what comes after it. */
const MOST_PAGES = 20;

/** All that a list has, page after page, as far as that goes. */
export async function allPages<T>(
  look: (parameters: Parameters) => Promise<readonly T[]>,
  parameters: Parameters,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const found = await look({ ...parameters, per_page: PER_PAGE, page });
    all.push(...found);
    if (found.length < PER_PAGE) break;
  }
  return all;
}
