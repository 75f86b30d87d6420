import type { AgentEvent, EventData } from '../../../domain/agent-event.ts';
import type { AgentReport } from '../../../ports/agent.ts';
import { shownText } from '../shown-text.ts';
import { type ClaudeHook, decodeHook } from './decode-hook.ts';
import { type ClaudeLine, decodeLine } from './decode-line.ts';
import { turnError } from './turn-error.ts';
import { askedBy } from './asked.ts';

/** What a hook or a line of the transcript says in the words of the event protocol; null: nothing that matters. */
export function translateClaude({ via, name, payload, at }: AgentReport): AgentEvent | null {
  if (via === 'transcript') return fromTranscript(name, payload, at);
  const hook = decodeHook(payload);
  const said = hook.agent_id === undefined ? HOOKS.get(name)?.(hook, at) : fromHelper(name, hook);
  if (said === undefined || said === null) return null;
  const data = { ...placeOf(hook), ...said.data };
  return { ...said, at, ...(Object.keys(data).length === 0 ? {} : { data }) };
}

type Said = Omit<AgentEvent, 'at'>;

const busy = (): Said => ({ event: 'busy' });
const idle = (): Said => ({ event: 'idle' });

const hooks: Readonly<Record<string, (hook: ClaudeHook, at: number) => Said | null>> = {
  // After a compaction the turn goes on: its end is told by itself.
  SessionStart: ({ source }) => ({ event: source === 'compact' ? 'busy' : 'ready' }),
  UserPromptSubmit: ({ prompt }) => ({ event: 'prompt', text: prompt ?? '' }),
  PreToolUse: busy,
  PostToolUse: busy,
  PostToolUseFailure: busy,
  PermissionRequest: askedBy,
  Notification: notified,
  Stop: idle,
  StopFailure: ({ error, last_assistant_message: text }, at) => turnError(error ?? '', text ?? '', at),
  PreCompact: busy,
  // A compaction that was asked for is a turn of its own, and no Stop follows it.
  PostCompact: ({ trigger }) => ({ event: trigger === 'manual' ? 'idle' : 'busy' }),
  // A conversation that is cleared or changed ends, and the next one begins in the same program.
  SessionEnd: ({ reason }) => (reason === 'clear' || reason === 'resume' ? null : { event: 'exit' }),
};
const HOOKS = new Map(Object.entries(hooks));

/** A helper that claude started within its turn: its asking concerns people, its end is not the turn's. */
function fromHelper(name: string, hook: ClaudeHook): Said | null {
  if (name === 'PermissionRequest') return askedBy(hook);
  return name === 'Stop' || name === 'StopFailure' ? busy() : null;
}

/** A server asks people for something. All else that it notifies of is told by hooks of its own, in more words. */
function notified({ notification_type: type, message }: ClaudeHook): Said | null {
  return type === 'elicitation_dialog' ? { event: 'question', text: shownText(message ?? '') } : null;
}

function placeOf({ session_id: conversation, transcript_path: transcript }: ClaudeHook): EventData {
  return {
    ...(conversation === undefined ? {} : { conversation }),
    ...(transcript === undefined ? {} : { transcript }),
  };
}

/** What no hook tells, and what a hook that was lost would have told. */
function fromTranscript(type: string, payload: unknown, at: number): AgentEvent | null {
  const line = decodeLine(payload);
  if (line === null || !line.isOwn) return null;
  if (type === 'user') return fromUser(line, at);
  if (type !== 'assistant' || line.error === null) return null;
  return { ...turnError(line.error, line.text ?? '', at), at };
}

/** Its user's side: prompts, interrupts, and what its tools answered. */
function fromUser({ failed, text, isPrompt }: ClaudeLine, at: number): AgentEvent | null {
  if (failed !== null) return { event: 'busy', at, data: { failed: shownText(failed) } };
  if (text === null) return null;
  if (isPrompt) return { event: 'prompt', at, text };
  return INTERRUPTED.has(text) ? { event: 'idle', at, data: { ended: 'interrupted' } } : null;
}

const INTERRUPTED: ReadonlySet<string> = new Set([
  '[Request interrupted by user]',
  '[Request interrupted by user for tool use]',
]);
