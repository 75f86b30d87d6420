import type { ReviewPolicy } from '../../domain/policy.ts';
import { decodeMessage } from './decode-reply.ts';
import { keyFor, modelOf, post, type Service } from './http.ts';
import type { Say } from './say.ts';

const VENDOR = 'https://api.anthropic.com';
const MOST_TOKENS = 8_192;

/** Where requests go, and the key that goes along. Errors: Fault `review-failed` without a model, or without a key where one is needed. */
export function anthropicAccess(env: Service['env'], { baseUrl, model }: ReviewPolicy) {
  const url = `${(baseUrl ?? VENDOR).replace(/\/+$/, '')}/v1/messages`;
  const key = (): string | null => keyFor({ env }, { url, vendor: VENDOR, variable: 'ANTHROPIC_API_KEY' });
  return { url, model: modelOf(model), key };
}

/** The Messages API of Anthropic, in its version of 2023-06-01. */
export function anthropic(service: Service, policy: ReviewPolicy, signal: AbortSignal): Say {
  const { url, model, key: ownKey } = anthropicAccess(service.env, policy);
  return async (text) => {
    const key = ownKey();
    const answer = await post(service, {
      url,
      headers: { 'anthropic-version': '2023-06-01', ...(key === null ? {} : { 'x-api-key': key }) },
      body: { model, max_tokens: MOST_TOKENS, messages: [{ role: 'user', content: text }] },
      timeoutMs: policy.timeoutMs,
      signal,
    });
    return decodeMessage(answer);
  };
}
