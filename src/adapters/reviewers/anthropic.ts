import type { ReviewPolicy } from '../../domain/policy.ts';
import { decodeMessage } from './decode-reply.ts';
import { keyFor, modelOf, post, type Service } from './http.ts';
import type { Say } from './say.ts';

const VENDOR = 'https://api.anthropic.com';
const MOST_TOKENS = 8_192;

/** The Messages API of Anthropic, in its version of 2023-06-01. */
export function anthropic(service: Service, policy: ReviewPolicy, signal: AbortSignal): Say {
  const url = `${(policy.baseUrl ?? VENDOR).replace(/\/+$/, '')}/v1/messages`;
  const model = modelOf(policy.model);
  return async (text) => {
    const key = keyFor(service, { url, vendor: VENDOR, variable: 'ANTHROPIC_API_KEY' });
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
