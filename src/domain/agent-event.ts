import type { SpentReport } from './usage.ts';

/** The event protocol between agents and Czar (docs/events.md). */
export type AgentEventName =
  | 'ready'
  | 'prompt'
  | 'busy'
  | 'idle'
  | 'permission'
  | 'question'
  | 'limit'
  | 'error'
  | 'exit';

/** What an agent does by its own word, after "its agent" and the like. */
export const eventWords: Readonly<Record<AgentEventName, string>> = {
  ready: 'is ready',
  prompt: 'got a text',
  busy: 'is at work',
  idle: 'is at rest',
  permission: 'asks for permission',
  question: 'asks a question',
  limit: 'is at a usage limit',
  error: 'reports an error',
  exit: 'says it ends',
};

export interface AgentEvent {
  readonly event: AgentEventName;
  /** Epoch milliseconds at which the agent says it happened. */
  readonly at: number;
  readonly delivery?: string;
  /** `prompt`: the full text as the agent received it; `permission`, `question`, `error`: what it shows. */
  readonly text?: string;
  readonly data?: EventData;
}

export interface EventData {
  /** `limit`: epoch milliseconds of the reset, when known. */
  readonly resetAt?: number;
  /** `exit`: the exit status. */
  readonly status?: number;
  /** What the agent itself reports; shown, never judged by. */
  readonly progress?: string;
  readonly eta?: string;
  /** The agent's own name of its conversation, with which it can be resumed. */
  readonly conversation?: string;
  /** Absolute path of the agent's transcript. */
  readonly transcript?: string;
  /** `error`: of which kind, when the agent says so. */
  readonly error?: 'limit' | 'overloaded' | 'network' | 'login' | 'billing' | 'other';
  /** `busy`: a run of a tool failed, and what it said. */
  readonly failed?: string;
  /** `idle`: how the turn ended, when it did not end by itself. */
  readonly ended?: 'interrupted' | 'error';
  /** What was used since it was told last. */
  readonly spent?: readonly SpentReport[];
}

/** The event with the delivery that its text begins with: whoever repeats a text need not know of deliveries. */
export function withDelivery(event: AgentEvent): AgentEvent {
  if (event.event !== 'prompt' || event.delivery !== undefined) return event;
  const [, delivery] = /^\[czar ([A-Za-z0-9_-]{1,64})\]/.exec(event.text?.trimStart() ?? '') ?? [];
  return delivery === undefined ? event : { ...event, delivery };
}

/** An event file that was read: whose it is follows from its place, not from its content. */
export interface ReceivedEvent {
  readonly id: string;
  readonly worker: string;
  readonly generation: number;
  readonly event: AgentEvent;
  /** It was read in the agent's transcript: how far, in bytes. */
  readonly readTo?: number;
}
