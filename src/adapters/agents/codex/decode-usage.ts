import { z } from 'zod';

const count = z.int().nonnegative().catch(0);

const tokensSchema = z.object({
  input_tokens: count,
  cached_input_tokens: count,
  cache_write_input_tokens: count,
  output_tokens: count,
});

const countSchema = z.object({
  payload: z.object({
    type: z.literal('token_count'),
    info: z.object({ total_token_usage: tokensSchema, last_token_usage: tokensSchema }),
  }),
});

const contextSchema = z.object({ payload: z.object({ model: z.string().min(1).max(100) }) });

export type CodexTokens = z.output<typeof tokensSchema>;

/** All that a conversation used so far, and its last request; null: another record, or one that only tells of limits. */
export function decodeCount(
  payload: unknown,
): { readonly total: CodexTokens; readonly last: CodexTokens } | null {
  const info = countSchema.safeParse(payload).data?.payload.info;
  return info === undefined ? null : { total: info.total_token_usage, last: info.last_token_usage };
}

/** The model of the turn that begins; null: another record. */
export function decodeModel(payload: unknown): string | null {
  return contextSchema.safeParse(payload).data?.payload.model ?? null;
}
