import { z } from 'zod';
import { reviewFault } from './fault.ts';

/** What is read of the answers of services; all else in them is left alone. */

const message = z.object({ content: z.array(z.object({ type: z.string(), text: z.string().optional() })) });

const completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullable() }) })).min(1),
});

export function decodeMessage(answer: unknown): string {
  const result = message.safeParse(answer);
  if (!result.success) throw unexpected();
  return result.data.content.flatMap(({ type, text }) => (type === 'text' ? (text ?? '') : [])).join('\n');
}

export function decodeCompletion(answer: unknown): string {
  const result = completion.safeParse(answer);
  if (!result.success) throw unexpected();
  return result.data.choices[0]?.message.content ?? '';
}

function unexpected(): Error {
  return reviewFault('its answer has another shape than its interface says', { transient: true });
}
