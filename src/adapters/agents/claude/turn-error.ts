import type { AgentEvent, EventData } from '../../../domain/agent-event.ts';
import { parseResetTime } from '../reset-time.ts';
import { shownText } from '../shown-text.ts';

const classes = {
  rate_limit: 'limit',
  overloaded: 'overloaded',
  billing_error: 'billing',
  authentication_failed: 'login',
  oauth_org_not_allowed: 'login',
} as const;
const CLASSES: ReadonlyMap<string, NonNullable<EventData['error']>> = new Map(Object.entries(classes));

/** The limits of a subscription, as they are worded; a single request that was too much is none of them. */
const USAGE_LIMIT =
  /(?:hit your|usage|session|weekly|\d-hour)[^.\n]{0,40}\blimit\b|\blimit reached\b|\bresets? (?:at|in|on|\d)/i;
const NETWORK = /unable to connect|connection|ECONN|ENOTFOUND|ETIMEDOUT|network|timed? ?out|socket/i;

/** A turn that an error of the API ended: `limit` where an allowance is used up, else `error` with its class. */
export function turnError(error: string, text: string, at: number): Omit<AgentEvent, 'at'> {
  const shown = shownText(text);
  if (error === 'rate_limit' && USAGE_LIMIT.test(text)) {
    const resetAt = parseResetTime(text, at);
    return { event: 'limit', text: shown, ...(resetAt === null ? {} : { data: { resetAt } }) };
  }
  return { event: 'error', text: shown, data: { error: classOf(error, text), ended: 'error' } };
}

function classOf(error: string, text: string): NonNullable<EventData['error']> {
  if (error === 'server_error') return NETWORK.test(text) ? 'network' : 'overloaded';
  return CLASSES.get(error) ?? 'other';
}
