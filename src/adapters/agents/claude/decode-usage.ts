import { z } from 'zod';

const count = z.int().nonnegative().catch(0);
const word = z.string().optional().catch(undefined);

const lineSchema = z.object({
  requestId: word,
  message: z.object({
    id: z.string().min(1).max(100),
    model: z.string().max(100).optional().catch(undefined),
    usage: z.object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count,
      cache_creation_input_tokens: count,
      cache_creation: z.object({ ephemeral_1h_input_tokens: count }).optional().catch(undefined),
      server_tool_use: z.object({ web_search_requests: count }).optional().catch(undefined),
      service_tier: word,
      inference_geo: word,
      speed: word,
    }),
  }),
});

export type ClaudeUsage = z.output<typeof lineSchema>;

/** The usage in a line of claude's transcript; null: a line of another shape. */
export function decodeUsage(payload: unknown): ClaudeUsage | null {
  return lineSchema.safeParse(payload).data ?? null;
}
