import type { Input } from './input.ts';
import type { Toast } from './state.ts';

/** What came of one thing is not hidden by what came of another one this soon after it. */
const togetherMs = 4_000;

/** What is shown once this was told. */
export function toastAfter(
  before: Toast | null,
  { tone, text }: Extract<Input, { on: 'told' }>,
  now: number,
): Toast {
  const isOutcome = tone !== 'plain';
  if (!isOutcome || before === null || before.tone === 'plain' || now - before.at >= togetherMs)
    return { tone, text, at: now };
  const worse = tone === 'bad' || before.tone === 'bad' ? 'bad' : 'good';
  return { tone: worse, text: `${before.text.trim()}\n${text}`, at: now };
}
