import type { Spending } from '../../../domain/usage.ts';
import type { AgentReport, ModelNamed } from '../../../ports/agent.ts';
import { decodeCount, decodeModel } from './decode-usage.ts';

/** The rollout file says again and again what its conversation used all told, and before each turn of which model. */
export function codexSpending({ via, name, payload, at }: AgentReport): Spending | ModelNamed | null {
  if (via !== 'transcript') return null;
  if (name === 'turn_context') {
    const model = decodeModel(payload);
    return model === null ? null : { names: model };
  }
  const counted = name === 'event_msg' ? decodeCount(payload) : null;
  if (counted === null) return null;
  const { total, last } = counted;
  const { cached_input_tokens: read, cache_write_input_tokens: write } = total;
  return {
    of: null,
    at,
    model: null,
    costUsd: null,
    // The cached ones are among those that went in.
    inputTokens: Math.max(0, total.input_tokens - read - write),
    outputTokens: total.output_tokens,
    cacheReadTokens: read,
    cacheWriteTokens: write,
    promptTokens: last.input_tokens,
  };
}
