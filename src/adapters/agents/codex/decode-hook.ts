import { z } from 'zod';

const hookSchema = z.object({
  session_id: z.string().min(1).max(100),
  transcript_path: z.string().startsWith('/').max(4_096).nullable().default(null),
  prompt: z.string().default(''),
  tool_name: z.string().default(''),
  tool_input: z.unknown().optional(),
});

const commandSchema = z.object({ command: z.string(), description: z.string().default('') });

/** The parts of a hook's JSON that matter. */
export interface HookPayload {
  readonly session: string;
  /** Null: this session keeps no record. */
  readonly transcript: string | null;
  readonly prompt: string;
  readonly tool: string;
  readonly input: string;
}

/** Null: another shape. */
export function decodeHook(payload: unknown): HookPayload | null {
  const hook = hookSchema.safeParse(payload);
  if (!hook.success) return null;
  const { session_id, transcript_path, prompt, tool_name, tool_input } = hook.data;
  return {
    session: session_id,
    transcript: transcript_path,
    prompt,
    tool: tool_name,
    input: inputText(tool_input),
  };
}

function inputText(input: unknown): string {
  const command = commandSchema.safeParse(input);
  if (!command.success) return input === undefined ? '' : JSON.stringify(input);
  const { command: text, description } = command.data;
  return description === '' ? text : `${text}\n(${description})`;
}
