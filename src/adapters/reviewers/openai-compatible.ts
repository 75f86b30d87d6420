import type { ReviewPolicy } from '../../domain/policy.ts';
import { decodeCompletion } from './decode-reply.ts';
import { keyFor, modelOf, post, type Service } from './http.ts';
import type { Say } from './say.ts';

const VENDOR = 'https://api.openai.com';

/** Where requests go, and the key that goes along. Errors: Fault `review-failed` without a model, or without a key where one is needed. */
export function openAiAccess(env: Service['env'], { baseUrl, model }: ReviewPolicy) {
  const url = `${(baseUrl ?? `${VENDOR}/v1`).replace(/\/+$/, '')}/chat/completions`;
  const key = (): string | null => keyFor({ env }, { url, vendor: VENDOR, variable: 'OPENAI_API_KEY' });
  return { url, model: modelOf(model), key };
}

/** The chat completions that OpenAI began with and many servers speak. Only what all of them know is asked for. */
export function openAiCompatible(service: Service, policy: ReviewPolicy, signal: AbortSignal): Say {
  const { url, model, key: ownKey } = openAiAccess(service.env, policy);
  return async (text) => {
    const key = ownKey();
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
