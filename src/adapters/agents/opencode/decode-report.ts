import { z } from 'zod';

const text = z.string().catch('');

const promptSchema = z.object({
  sessionID: z.string().min(1).max(100),
  parts: z.array(
    z.object({
      type: z.string(),
      text,
      /** Put in by opencode itself, such as the content of a file that was named. */
      synthetic: z.boolean().catch(false),
    }),
  ),
});

/** What a person or Czar typed; null: another shape. */
export function decodePrompt(payload: unknown): { readonly session: string; readonly text: string } | null {
  const prompt = promptSchema.safeParse(payload);
  if (!prompt.success) return null;
  const typed = prompt.data.parts.filter(({ type, synthetic }) => type === 'text' && !synthetic);
  return { session: prompt.data.sessionID, text: typed.map((part) => part.text).join('') };
}

const statusSchema = z.object({
  status: z.object({
    type: z.string(),
    message: text,
    next: z.number().nonnegative().nullable().catch(null),
  }),
});

/** Null: it is at work. Else why it waits, and until when (epoch milliseconds), where it says so. */
export function decodeRetry(
  payload: unknown,
): { readonly message: string; readonly next: number | null } | null {
  const told = statusSchema.safeParse(payload);
  return told.success && told.data.status.type === 'retry' ? told.data.status : null;
}

const askedSchema = z.object({
  permission: z.string(),
  patterns: z.array(z.string()).catch([]),
  metadata: z.object({ command: text, filepath: text, url: text, query: text }).partial().catch({}),
});

/** What a permission is asked for, in one text. */
export function decodeAsked(payload: unknown): string {
  const asked = askedSchema.safeParse(payload);
  if (!asked.success) return 'a permission';
  const { permission, patterns, metadata } = asked.data;
  const { command = '', filepath = '', url = '', query = '' } = metadata;
  const about = [command, filepath, url, query].find((one) => one !== '') ?? patterns.join(', ');
  return `${permission}: ${about}`;
}

const questionsSchema = z.object({
  questions: z.array(
    z.object({ question: z.string(), options: z.array(z.object({ label: z.string() })).catch([]) }),
  ),
});

/** The questions with their options; '' when they have another shape. */
export function decodeQuestions(payload: unknown): string {
  const asked = questionsSchema.safeParse(payload);
  if (!asked.success) return '';
  return asked.data.questions
    .map(({ question, options }) => [question, ...options.map(({ label }) => `- ${label}`)].join('\n'))
    .join('\n');
}

const errorSchema = z.object({
  error: z.object({
    name: z.string(),
    data: z
      .object({ message: text, statusCode: z.number().nullable().catch(null) })
      .catch({ message: '', statusCode: null }),
  }),
});

/** How a turn failed, in the words of opencode. */
export interface TurnError {
  readonly name: string;
  readonly message: string;
  readonly httpStatus: number | null;
}

export function decodeError(payload: unknown): TurnError {
  const told = errorSchema.safeParse(payload);
  if (!told.success) return { name: 'UnknownError', message: '', httpStatus: null };
  const { name, data } = told.data.error;
  return { name, message: data.message === '' ? name : data.message, httpStatus: data.statusCode };
}

const failedRunSchema = z.object({ exit: z.number(), output: text });

/** A command that ended with another status than 0, and the end of what it said; null: another shape. */
export function decodeFailedRun(payload: unknown): z.output<typeof failedRunSchema> | null {
  const run = failedRunSchema.safeParse(payload);
  return run.success ? run.data : null;
}
