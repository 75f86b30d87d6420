import type { AgentEvent } from '../../../domain/agent-event.ts';
import { shownText } from '../shown-text.ts';
import { type ClaudeHook, decodeQuestions } from './decode-hook.ts';

/** The field of a tool's input that says most, the first that is there. */
const TELLING = ['command', 'file_path', 'notebook_path', 'url', 'query', 'plan', 'description'] as const;

/** A dialog has opened: a question of the agent to its user, or whether it may use a tool. */
export function askedBy({ tool_name: tool, tool_input: input }: ClaudeHook): Omit<AgentEvent, 'at'> {
  const questions = tool === 'AskUserQuestion' ? decodeQuestions(input) : null;
  if (questions !== null) return { event: 'question', text: shownText(questions) };
  return { event: 'permission', text: shownText(`${tool ?? 'a tool'}: ${shortInput(input ?? {})}`) };
}

function shortInput(input: Readonly<Record<string, unknown>>): string {
  const telling = TELLING.map((key) => input[key]).find((value) => typeof value === 'string');
  return typeof telling === 'string' ? telling : JSON.stringify(input);
}
