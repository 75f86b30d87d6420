import type { ReviewPolicy } from '../../domain/policy.ts';
import { decodeMessage } from './decode-reply.ts';
import { exchange, keyFor, modelOf, type Service } from './http.ts';
import type { Say } from './say.ts';

const VENDOR = 'https://api.anthropic.com';
const MOST_TOKENS = 8_192;
/** Of the interface: the one that the package is made for. */
const VERSION = '2026-10-21';

/** Where requests go, and the key that goes along. Errors: Fault `review-failed` without a model, or without a key where one is needed. */
export function anthropicAccess(env: Service['env'], { baseUrl, model }: ReviewPolicy) {
  const base = (baseUrl ?? VENDOR).replace(/\/+$/, '');
  const key = (): string | null =>
    keyFor({ env }, { url: base, vendor: VENDOR, variable: 'ANTHROPIC_API_KEY' });
  return { base, model: modelOf(model), key };
}

/** The Messages API of Anthropic, by the vendor's own package. What that would take from the environment by itself has no say here. */
export function anthropic(service: Service, policy: ReviewPolicy, signal: AbortSignal): Say {
  const { base, model, key: ownKey } = anthropicAccess(service.env, policy);
  return async (text) => {
    const key = ownKey();
    const client = await openClient({ base, key, timeoutMs: policy.timeoutMs });
    const answer = await exchange(service, { url: base, timeoutMs: policy.timeoutMs, signal }, (until) =>
      client.send({ model, max_tokens: MOST_TOKENS, messages: [{ role: 'user', content: text }] }, until),
    );
    return decodeMessage(answer);
  };
}

interface Access {
  readonly base: string;
  readonly key: string | null;
  readonly timeoutMs: number;
}

interface Question {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: { readonly role: 'user'; readonly content: string }[];
}

/** The package is large: it is loaded here, and only where such a reviewer is asked. */
async function openClient({ base, key, timeoutMs }: Access) {
  const { Anthropic } = await import('@anthropic-ai/sdk');
  const client = new Anthropic({
    baseURL: base,
    // With a key it looks for no other, nor for logins on the disk. The real one is put in last of all, so that no error has it.
    apiKey: 'put in later',
    authToken: null,
    webhookKey: null,
    // What is tried again, and when, is for the caller to say. Of two limits of time the caller's comes first.
    maxRetries: 0,
    timeout: timeoutMs + 1_000,
    logLevel: 'off',
    openTelemetry: false,
    fetch: bare(key),
  });
  return {
    /** What came back, whatever its status; one that is no success has no body any more. */
    async send(question: Question, signal: AbortSignal): Promise<Response> {
      try {
        return await client.messages.create(question, { signal }).asResponse();
      } catch (error) {
        if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number')
          throw error;
        const headers =
          'headers' in error && error.headers instanceof Headers ? error.headers : new Headers();
        return new Response(null, { status: error.status, headers });
      }
    },
  };
}

/** Sends what the package asks, with the headers of the interface and no others: the environment can add some, and replace these. */
function bare(key: string | null): (url: string | URL | Request, init?: RequestInit) => Promise<Response> {
  return async (url, init = {}) => {
    const response = await fetch(url, {
      ...init,
      redirect: 'error',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'anthropic-version': VERSION,
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
    });
    if (response.ok) return response;
    await response.body?.cancel();
    return new Response(null, { status: response.status, headers: response.headers });
  };
}
