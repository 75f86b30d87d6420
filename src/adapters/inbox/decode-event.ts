import { z } from 'zod';
import { type AgentEvent, withDelivery } from '../../domain/agent-event.ts';
import type { Translate } from '../../ports/agent.ts';
import { jsonIn } from '../files/json-in.ts';

const versionSchema = z.object({ v: z.literal(1) });

const tokens = z.int().nonnegative().default(0);

const spentSchema = z
  .object({
    of: z.string().min(1).max(200).exactOptional(),
    at: z.int().nonnegative().exactOptional(),
    model: z.string().max(200).nullable().default(null),
    costUsd: z.number().nonnegative().nullable().default(null),
    inputTokens: tokens,
    outputTokens: tokens,
    cacheReadTokens: tokens,
    cacheWriteTokens: tokens,
  })
  .transform((spent) => ({
    ...spent,
    promptTokens: spent.inputTokens + spent.cacheReadTokens + spent.cacheWriteTokens,
  }));

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
      conversation: z.string().min(1).max(100).exactOptional(),
      transcript: z.string().startsWith('/').max(4_096).exactOptional(),
      error: z.enum(['limit', 'overloaded', 'network', 'login', 'billing', 'other']).exactOptional(),
      ended: z.enum(['interrupted', 'error']).exactOptional(),
      spent: z.array(spentSchema).max(1_000).exactOptional(),
      failed: z.string().max(2_000).exactOptional(),
    })
    .exactOptional(),
});

const reportSchema = z.object({
  kind: z.string().max(40),
  name: z.string().max(64),
  at: z.number().int().nonnegative(),
  payload: z.unknown(),
});

/**
 * The event in the content of a file, or why it is none, in one line; null when it is a report (`czar-report.sh`) that says
 * nothing that matters. Keys that are not known are left out.
 */
export function decodeEvent(
  content: string,
  translate: Translate,
): { readonly event: AgentEvent | null } | { readonly problem: string } {
  const value = jsonIn(content);
  if (value === undefined) return { problem: 'it is no JSON' };
  const version = versionSchema.safeParse(value);
  if (!version.success) return { problem: problemOf(version.error) };
  const report = reportSchema.safeParse(value);
  if (report.success) return { event: translated(report.data, translate) };
  const decoded = eventSchema.safeParse(value);
  return decoded.success ? { event: withDelivery(decoded.data) } : { problem: problemOf(decoded.error) };
}

function translated(
  { kind, name, at, payload }: z.infer<typeof reportSchema>,
  translate: Translate,
): AgentEvent | null {
  const event = translate(kind, { via: 'hook', name, payload, at });
  return event === null ? null : withDelivery(event);
}

function problemOf(error: z.ZodError): string {
  const [first] = error.issues;
  return first === undefined ? 'it has another shape' : `${first.path.join('.')}: ${first.message}`;
}
