import { z } from 'zod';

/** The fields of claude's hooks that are looked at; one of another shape counts as absent. */
const hookSchema = z.object({
  session_id: z.string().min(1).max(100).optional().catch(undefined),
  transcript_path: z.string().startsWith('/').max(4_096).optional().catch(undefined),
  /** Of a helper of its own, whose turns are not the agent's. */
  agent_id: z.string().optional().catch(undefined),
  source: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  trigger: z.string().optional().catch(undefined),
  prompt: z.string().optional().catch(undefined),
  tool_name: z.string().max(200).optional().catch(undefined),
  tool_input: z.record(z.string(), z.unknown()).optional().catch(undefined),
  notification_type: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  last_assistant_message: z.string().optional().catch(undefined),
});

export type ClaudeHook = z.output<typeof hookSchema>;

/** A bare report has no fields. */
export function decodeHook(payload: unknown): ClaudeHook {
  return hookSchema.safeParse(payload).data ?? {};
}

const questionsSchema = z.object({
  questions: z
    .array(
      z.object({
        question: z.string(),
        options: z
          .array(z.object({ label: z.string() }))
          .max(20)
          .catch([]),
      }),
    )
    .max(20),
});

/** The questions in the input of the tool with which claude asks people, with their options; null: it has another shape. */
export function decodeQuestions(input: unknown): string | null {
  const asked = questionsSchema.safeParse(input);
  if (!asked.success) return null;
  return asked.data.questions
    .map(({ question, options }) => [question, ...options.map(({ label }) => `- ${label}`)].join('\n'))
    .join('\n');
}
