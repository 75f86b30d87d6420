import type { ReviewPolicy } from '../../domain/policy.ts';
import { decodeCompletion } from './decode-reply.ts';
import { keyFor, modelOf, post, type Service } from './http.ts';
import type { Say } from './say.ts';

const VENDOR = 'https://api.openai.com';

/** The chat completions that OpenAI began with and many servers speak. Only what all of them know is asked for. */
export function openAiCompatible(service: Service, policy: ReviewPolicy, signal: AbortSignal): Say {
  const url = `${(policy.baseUrl ?? `${VENDOR}/v1`).replace(/\/+$/, '')}/chat/completions`;
  const model = modelOf(policy.model);
  return async (text) => {
    const key = keyFor(service, { url, vendor: VENDOR, variable: 'OPENAI_API_KEY' });
    const answer = await post(service, {
      url,
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      body: { model, messages: [{ role: 'user', content: text }] },
      timeoutMs: policy.timeoutMs,
      signal,
    });
    return decodeCompletion(answer);
  };
}
