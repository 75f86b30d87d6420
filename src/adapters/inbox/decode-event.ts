import { z } from 'zod';
import type { AgentEvent } from '../../domain/agent-event.ts';

const versionSchema = z.object({ v: z.literal(1) });

const eventSchema = z.object({
  event: z.enum(['ready', 'prompt', 'busy', 'idle', 'permission', 'question', 'limit', 'error', 'exit']),
  at: z.number().int().nonnegative(),
  delivery: z.string().max(64).exactOptional(),
  text: z.string().exactOptional(),
  data: z
    .object({
      resetAt: z.number().nonnegative().exactOptional(),
      status: z.number().int().exactOptional(),
      progress: z.string().max(200).exactOptional(),
      eta: z.string().max(200).exactOptional(),
    })
    .exactOptional(),
});

/** The event in the content of a file, or why it is none, in one line. Keys that are not known are left out. */
export function decodeEvent(content: string): { readonly event: AgentEvent } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    return { problem: error instanceof SyntaxError ? 'it is no JSON' : String(error) };
  }
  const version = versionSchema.safeParse(value);
  if (!version.success) return { problem: problemOf(version.error) };
  const decoded = eventSchema.safeParse(value);
  return decoded.success ? { event: decoded.data } : { problem: problemOf(decoded.error) };
}

function problemOf(error: z.ZodError): string {
  const [first] = error.issues;
  return first === undefined ? 'it has another shape' : `${first.path.join('.')}: ${first.message}`;
}
