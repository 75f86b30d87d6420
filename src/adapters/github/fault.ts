import { Fault } from '../../domain/fault.ts';
import { printable } from '../../domain/names.ts';
import { refusalOf, statusOf } from './decode-answer.ts';

/** What failed when GitHub was asked, and whether it may pass by itself. */
export function forgeFault(error: unknown, what: string, on: string): Fault {
  const own = ownFault(error);
  if (own !== null) return own;
  const status = statusOf(error);
  if (status === null) {
    return new Fault({ code: 'forge-failed', what, on, because: noAnswer(error), transient: true });
  }
  const said = printable(refusalOf(error)).slice(0, 300);
  const isLimit = status === 429 || (status === 403 && /rate limit/i.test(said));
  const because = `GitHub answered ${status}${said === '' ? '' : `: ${said}`}`;
  const help = isLimit ? undefined : HELP[status];
  return new Fault({
    code: 'forge-failed',
    what,
    on,
    because,
    ...(help === undefined ? {} : { help }),
    transient: isLimit || status >= 500 || status === 409,
  });
}

/** What became of asking for a token, without a word of what was sent. */
export function messageOfRefusal(error: unknown): { readonly because: string; readonly transient: boolean } {
  const status = statusOf(error);
  if (status !== null)
    return { because: `GitHub answered ${status}`, transient: status >= 500 || status === 429 };
  const isAnswerless =
    error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError');
  return isAnswerless
    ? { because: noAnswer(error), transient: true }
    : { because: 'its private key cannot be used', transient: false };
}

/** Whether the token may not do this, which is no limit that passes. */
export function isForbidden(error: unknown): boolean {
  return statusOf(error) === 403 && !/rate limit/i.test(refusalOf(error));
}

/** Whether nobody knows what became of a request. */
export function isOutcomeUnknown(error: unknown): boolean {
  const status = statusOf(error);
  return ownFault(error) === null && (status === null || status >= 500);
}

/** The library wraps what is thrown below it. */
function ownFault(error: unknown): Fault | null {
  if (error instanceof Fault) return error;
  return error instanceof Error && error.cause instanceof Fault ? error.cause : null;
}

const HELP: Readonly<Record<number, string>> = {
  401: 'its token is not valid (any more): export GITHUB_TOKEN=…, or log in with: gh auth login',
  403: 'its token may not do this: docs/github.md says what it has to be allowed',
  404: 'the repository has another name or is gone, or the token may not see it: git remote get-url origin',
};

/** The causes of `fetch failed` are what a person can use; a request itself holds nothing secret, and is not told either. */
function noAnswer(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
  return error.name === 'TimeoutError' || code === 'TimeoutError'
    ? 'no answer in time'
    : `no answer (${code})`;
}
