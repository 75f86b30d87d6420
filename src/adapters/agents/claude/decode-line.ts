import { z } from 'zod';

const textBlocksSchema = z.array(
  z.object({ type: z.string(), text: z.string().optional().catch(undefined) }),
);

const blockSchema = z.object({
  type: z.string(),
  text: z.string().optional().catch(undefined),
  is_error: z.boolean().optional().catch(undefined),
  content: z.union([z.string(), textBlocksSchema]).optional().catch(undefined),
});

const lineSchema = z.object({
  isSidechain: z.boolean().optional().catch(undefined),
  isMeta: z.boolean().optional().catch(undefined),
  isApiErrorMessage: z.boolean().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  promptSource: z.string().optional().catch(undefined),
  message: z.object({ content: z.union([z.string(), z.array(blockSchema)]) }),
});

/** What a line of claude's transcript holds beside its type. */
export interface ClaudeLine {
  /** Of the conversation with its user: not a helper's, and nothing that claude put in by itself. */
  readonly isOwn: boolean;
  /** The line's text; null: it has none, or something else beside it, such as the result of a tool. */
  readonly text: string | null;
  /** It was typed or queued as a prompt. */
  readonly isPrompt: boolean;
  /** The class of the API's error that it tells. */
  readonly error: string | null;
  /** What a run of a tool said that failed. */
  readonly failed: string | null;
}

/** Null: a line of another shape. */
export function decodeLine(payload: unknown): ClaudeLine | null {
  const line = lineSchema.safeParse(payload);
  if (!line.success) return null;
  const { isSidechain, isMeta, isApiErrorMessage, error, promptSource, message } = line.data;
  return {
    isOwn: isSidechain !== true && isMeta !== true,
    text: textOf(message.content),
    isPrompt: promptSource === 'typed' || promptSource === 'queued',
    error: isApiErrorMessage === true ? (error ?? 'unknown') : null,
    failed: failedIn(message.content),
  };
}

function textOf(content: string | readonly z.output<typeof blockSchema>[]): string | null {
  if (typeof content === 'string') return content;
  const texts = content.flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : []));
  return texts.length === content.length ? texts.join('\n') : null;
}

/** Commands that fail say so first; edits that do not fit and tools that were denied are no runs. */
const RAN = /^(?:Error: )?Exit code \d+/;

function failedIn(content: string | readonly z.output<typeof blockSchema>[]): string | null {
  if (typeof content === 'string') return null;
  const result = content.find(({ type, is_error }) => type === 'tool_result' && is_error === true)?.content;
  if (result === undefined) return null;
  const text = typeof result === 'string' ? result : result.map(({ text: part }) => part ?? '').join('\n');
  return RAN.test(text) ? text : null;
}
