import { z } from 'zod';
import type { SpentReport } from '../../../domain/usage.ts';

const count = z.int().nonnegative().catch(0);

const answerSchema = z.object({
  id: z.string().min(1).max(100),
  model: z.string().max(200),
  cost: z.number().nonnegative(),
  at: z.int().nonnegative(),
  tokens: z.object({
    input: count,
    output: count,
    reasoning: count,
    cache: z.object({ read: count, write: count }).catch({ read: 0, write: 0 }),
  }),
});

const reportSchema = z.object({ czarSpent: z.array(z.unknown()).max(1_000) });

/** What the plugin added to a report. A cost of nothing is none that opencode knows. */
export function decodeSpending(payload: unknown): readonly SpentReport[] {
  const answers = reportSchema.safeParse(payload).data?.czarSpent ?? [];
  return answers.flatMap((one) => {
    const answer = answerSchema.safeParse(one).data;
    return answer === undefined ? [] : [spentFor(answer)];
  });
}

function spentFor({ id, model, cost, at, tokens }: z.output<typeof answerSchema>): SpentReport {
  const { input, output, reasoning, cache } = tokens;
  return {
    of: id,
    at,
    model,
    costUsd: cost === 0 ? null : cost,
    inputTokens: input,
    outputTokens: output + reasoning,
    cacheReadTokens: cache.read,
    cacheWriteTokens: cache.write,
    promptTokens: input + cache.read + cache.write,
  };
}
