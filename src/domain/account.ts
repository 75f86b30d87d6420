import type { AgentEvent } from './agent-event.ts';
import type { WorkerName } from './names.ts';

/** What is known of the usage limit of an account. Times are epoch milliseconds. */
export interface AccountLimit {
  readonly saidAt: number;
  /** When it is over, as the vendor says, or as long as it may last. */
  readonly until: number;
  /** Whose agent met it; null: one of another project. */
  readonly by: WorkerName | null;
  /** When it turned out to be over; null until then. */
  readonly freedAt: number | null;
}

const HOUR_MS = 3_600_000;
/** A limit of which nobody says when it ends lasts as long as the usual ones of the vendors. */
const LONG_LIMIT_MS = 5 * HOUR_MS;
/** No vendor has longer ones: whoever names a later time is misread, or lies. */
const FARTHEST_LIMIT_MS = 40 * 24 * HOUR_MS;

/** When a limit is over that was met at `saidAt`. A time that is none counts as not said. */
export function limitEnd(saidAt: number, resetAt: number | undefined): number {
  const isReset = resetAt !== undefined && resetAt > saidAt && resetAt - saidAt <= FARTHEST_LIMIT_MS;
  return isReset ? resetAt : saidAt + LONG_LIMIT_MS;
}

/** When the limit is over that an event tells, which was heard at `at`: an agent's clock may go ahead. */
export function limitEndOf({ at: saidAt, data }: AgentEvent, at: number): number {
  return limitEnd(Math.min(saidAt, at), data?.resetAt);
}

/** How new what is known of a limit is: only newer news counts. */
export function newsAt({ saidAt, freedAt }: Pick<AccountLimit, 'saidAt' | 'freedAt'>): number {
  return Math.max(saidAt, freedAt ?? saidAt);
}

/** What one project tells the others of a limit. */
export type AccountNews = Omit<AccountLimit, 'by'>;

/** What is to be done with two words on one account: the newer one counts, and one that cannot be true is none. */
export function compareNews(
  { here, there }: { readonly here: AccountNews | null; readonly there: AccountNews | null },
  now: number,
): 'take' | 'tell' | 'same' {
  const told = there !== null && isBelievable(there, now) ? there : null;
  const [ours, theirs] = [here, told].map((news) => (news === null ? 0 : newsAt(news)));
  if (ours === theirs) return 'same';
  return (ours ?? 0) > (theirs ?? 0) ? 'tell' : 'take';
}

function isBelievable({ saidAt, until, freedAt }: AccountNews, now: number): boolean {
  if (saidAt > now || until <= saidAt || until - saidAt > FARTHEST_LIMIT_MS) return false;
  return freedAt === null || (freedAt >= saidAt && freedAt <= now);
}
