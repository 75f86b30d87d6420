import { Fault } from '../../domain/fault.ts';
import { reviewFault } from './fault.ts';

/** What a service of models is asked with. */
export interface Service {
  readonly env: Readonly<Record<string, string>>;
  readonly clock: { now(): number };
  /** Until when a service asked to be left alone, by its address; epoch milliseconds. */
  readonly closed: Map<string, number>;
}

interface Limits {
  readonly url: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

interface Call extends Limits {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const MOST_BYTES = 2_000_000;

/** Posts JSON and gives the JSON that comes back, as `exchange` does. */
export async function post(service: Service, call: Call): Promise<unknown> {
  return exchange(service, call, (signal) =>
    fetch(call.url, {
      method: 'POST',
      // A key goes to the address that was named, and no further.
      redirect: 'error',
      headers: { ...call.headers, 'content-type': 'application/json' },
      body: JSON.stringify(call.body),
      signal,
    }),
  );
}

/** Gives the JSON that comes back from what is sent. What may pass is a transient fault; no fault has a header or a body in it. */
export async function exchange(
  { clock, closed }: Service,
  { url, timeoutMs, signal }: Limits,
  send: (until: AbortSignal) => Promise<Response>,
): Promise<unknown> {
  const { origin } = new URL(url);
  const until = closed.get(origin) ?? 0;
  if (clock.now() < until)
    throw reviewFault(`it asked to be left alone for ${Math.ceil((until - clock.now()) / 1_000)} s more`, {
      transient: true,
    });
  const ends = { calledOff: signal, late: AbortSignal.timeout(timeoutMs) };
  const response = await answered(() => send(AbortSignal.any([ends.calledOff, ends.late])), ends);
  const { status, headers } = response;
  if (status !== 200) await response.body?.cancel();
  if (status === 429 || status === 503 || status === 529) closed.set(origin, clock.now() + waitOf(headers));
  if (status === 429 || status >= 500) throw reviewFault(`${origin} answered ${status}`, { transient: true });
  if (status !== 200)
    throw reviewFault(`${origin} answered ${status}`, { transient: false, ...HELP[status] });
  return parsed(await answered(() => textOf(response), ends));
}

const HELP: Readonly<Record<number, { readonly help: string }>> = {
  400: { help: 'look at review.model and review.baseUrl' },
  401: { help: 'its key is not valid: docs/review.md says which variable it is taken from' },
  403: { help: 'its key may not do this' },
  404: { help: 'look at review.model and review.baseUrl' },
};

interface Ends {
  readonly calledOff: AbortSignal;
  readonly late: AbortSignal;
}

async function answered<T>(ask: () => Promise<T>, { calledOff, late }: Ends): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Fault) throw error;
    const because = calledOff.aborted
      ? 'it was called off'
      : late.aborted
        ? 'no answer in time'
        : 'no answer';
    throw reviewFault(because, { transient: true });
  }
}

/** How long a service wants to be left alone, in milliseconds; at most an hour is believed. */
function waitOf(headers: Headers): number {
  const seconds = Number(headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 3_600) * 1_000 : 0;
}

async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  const chunks: AsyncIterable<Uint8Array> | null = body;
  let text = '';
  for await (const chunk of chunks ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_BYTES) throw reviewFault('its answer is too long', { transient: true });
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw reviewFault('its answer is no JSON', { transient: true }, error);
  }
}

/**
 * A key goes only where it belongs: that of a vendor to the vendor, and to any other address the one that is meant for that. A config may
 * have come with a repository.
 */
export function keyFor(
  { env }: Pick<Service, 'env'>,
  { url, vendor, variable }: { readonly url: string; readonly vendor: string; readonly variable: string },
): string | null {
  const isVendor = new URL(url).origin === vendor;
  const name = isVendor ? variable : 'CZAR_REVIEW_KEY';
  const key = env[name] ?? '';
  if (key !== '') return key;
  if (!isVendor) return null;
  throw reviewFault(`there is no key in ${name}`, {
    transient: false,
    help: `export ${name}=…, then: czar stop, czar start`,
  });
}

export function modelOf(model: string | null): string {
  if (model !== null) return model;
  throw reviewFault('review.model is not set', { transient: false, help: 'name one in czar.config.json' });
}
