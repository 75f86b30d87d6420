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
}

/** An event file that was read: whose it is follows from its place, not from its content. */
export interface ReceivedEvent {
  readonly id: string;
  readonly worker: string;
  readonly generation: number;
  readonly event: AgentEvent;
}
