import type { Spending } from '../../../domain/usage.ts';
import type { AgentReport } from '../../../ports/agent.ts';
import { type ClaudeUsage, decodeUsage } from './decode-usage.ts';

/** What claude puts in by itself, such as the words of an error, is of no model. */
const SYNTHETIC = '<synthetic>';

/**
 * An answer is written in several lines, one for each of its parts, and each has what was used until then: they have the name of the
 * answer in common. Helpers count too.
 */
export function claudeSpending({ via, name, payload, at }: AgentReport): Spending | null {
  const line = via === 'transcript' && name === 'assistant' ? decodeUsage(payload) : null;
  if (line === null || line.message.model === SYNTHETIC) return null;
  const { id, model = null, usage } = line.message;
  const { input_tokens: input, output_tokens: output } = usage;
  const { cache_read_input_tokens: read, cache_creation_input_tokens: write } = usage;
  const long = Math.min(write, usage.cache_creation?.ephemeral_1h_input_tokens ?? 0);
  return {
    of: line.requestId === undefined ? id : `${id} ${line.requestId}`,
    at,
    model,
    costUsd: null,
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: read,
    cacheWriteTokens: write,
    ...(long === 0 ? {} : { longCacheWriteTokens: long }),
    promptTokens: input + read + write,
    ...(isSpecial(usage) ? { special: true } : {}),
  };
}

/** Faster, in batches, or in one country: that has prices of its own, and so has a search in the web. */
function isSpecial({
  speed = '',
  service_tier: tier = '',
  inference_geo: geo = '',
  server_tool_use: tools,
}: ClaudeUsage['message']['usage']): boolean {
  const isPlain = [speed, tier].every((word) => word === '' || word === 'standard');
  return !isPlain || geo === 'us' || (tools?.web_search_requests ?? 0) > 0;
}
