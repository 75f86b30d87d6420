import type { Dialect, Reply } from './turn.ts';

type Refusal = Extract<Reply, { as: 'refusal' }>;

/** A usage limit that ends at `resetAt` (epoch milliseconds), as the vendor of the dialect answers: status 429. */
export function limited(dialect: Dialect, resetAt: number): Refusal {
  const seconds = Math.ceil(resetAt / 1_000);
  const wait = Math.max(1, Math.ceil((resetAt - Date.now()) / 1_000));
  if (dialect === 'messages') {
    const message = `You've hit your session limit · resets ${clock(resetAt)} (UTC)`;
    return {
      ...vendorError(dialect, 429, { type: 'rate_limit_error', message }),
      headers: {
        'retry-after': String(wait),
        'x-should-retry': 'false',
        'anthropic-ratelimit-unified-status': 'rejected',
        'anthropic-ratelimit-unified-reset': String(seconds),
      },
    };
  }
  const error = {
    type: 'usage_limit_reached',
    message: 'The usage limit has been reached',
    plan_type: 'plus',
  };
  return {
    ...vendorError(dialect, 429, { ...error, resets_at: seconds, resets_in_seconds: wait }),
    headers: { 'retry-after': String(wait) },
  };
}

/** The service has too much to do: 529 of Anthropic, 503 of the others. */
export function overloaded(dialect: Dialect): Refusal {
  const status = dialect === 'messages' ? 529 : 503;
  return vendorError(dialect, status, { type: 'overloaded_error', message: 'Overloaded' });
}

/** Status 500. */
export function failed(dialect: Dialect): Refusal {
  return vendorError(dialect, 500, { type: 'api_error', message: 'Internal server error' });
}

function vendorError(dialect: Dialect, status: number, error: object): Refusal {
  const body = dialect === 'messages' ? { type: 'error', error } : { error };
  return { as: 'refusal', status, headers: {}, body };
}

/** "3:45pm", as a clock in UTC shows it. */
function clock(at: number): string {
  const date = new Date(at);
  const hour = date.getUTCHours();
  const minute = String(date.getUTCMinutes()).padStart(2, '0');
  return `${hour % 12 === 0 ? 12 : hour % 12}:${minute}${hour < 12 ? 'am' : 'pm'}`;
}
