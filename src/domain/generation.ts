import type { AgentEventName, EventData } from './agent-event.ts';
import type { ChosenAnswer, OpenDialog } from './dialog.ts';
import type { SessionServers } from './mcp.ts';
import type { WorkerName } from './names.ts';
import type { ProgramView } from './program.ts';

/** What identifies one life of an agent process: all four must match before a key is typed. */
export interface PaneIdentity {
  readonly serverPid: number;
  readonly paneId: string;
  readonly panePid: number;
  readonly number: number;
}

export interface Generation extends PaneIdentity {
  readonly worker: WorkerName;
  readonly session: string;
  readonly kind: string;
  readonly startedAt: number;
  /** The agent's conversation where it was named at the start, a new one or that of an earlier generation. */
  readonly conversation?: string;
  /** What it runs, where that is known. */
  readonly program?: ProgramView;
  /** Not there: it was to have none. */
  readonly servers?: SessionServers;
}

/** How a generation ended. `lost`: the tmux server or the session is gone and took the status with it. */
export interface GenerationEnd {
  readonly how: 'exited' | 'lost' | 'ended-by-czar';
  readonly status: number | null;
  readonly signal: number | null;
  /** It went with its tmux server, as every session did. Older releases did not write it. */
  readonly withServer?: true;
}

/** What the events of the current generation say about the agent. */
export interface AgentState {
  readonly ready: boolean;
  readonly activity: 'starting' | 'busy' | 'idle' | 'asks' | 'limited' | 'unknown';
  readonly since: number;
  readonly lastEvent: AgentEventName | null;
  readonly lastEventAt: number | null;
  /** Text of the dialog or question that is open. */
  readonly asks: string | null;
  readonly limitedUntil: number | null;
  /** The last usage limit that was seen on its screen, in its words, and when (epoch milliseconds). Not there: none was. */
  readonly limitSeen?: { readonly says: string; readonly at: number };
  readonly progress: string | null;
  readonly eta: string | null;
  /** The agent's own record, once it named it, and how many bytes of it are journaled. Older releases did not write it. */
  readonly transcript?: Transcript;
  /** When the agent said its last event, in epoch milliseconds. */
  readonly saidAt?: number;
  /** When the last event of its transcript was said, in epoch milliseconds. */
  readonly recordedAt?: number;
  /** When its screen was looked at last. */
  readonly seenAt?: number;
  /** The turn that it is in, or was in last. Older releases did not write it. */
  readonly turn?: Turn;
  /** The dialog that its screen shows; `dialog` null: one that cannot be read. Not there: none was seen. */
  readonly shown?: { readonly dialog: OpenDialog | null } | null;
  /** The answer that is to be given to it. */
  readonly chosen?: ChosenAnswer | null;
  /** Id of the last dialog that was given an answer, until the agent says something. */
  readonly answered?: string | null;
  /** It said that it is at work while it asked: of another tool, maybe. Until its screen is looked at. */
  readonly mayStillAsk?: boolean;
  /** What its screen showed when it was looked at because nothing else was heard; not there since it said something. */
  readonly screen?: ScreenSign | null;
}

/** Times are epoch milliseconds of the journal. */
export interface ScreenSign {
  readonly shows: 'prompt' | 'busy' | 'unknown';
  readonly at: number;
  /** In how many looks in a row it showed that. */
  readonly looks: number;
  readonly counter: string | null;
  /** When its counter was seen to be another than before; null: not yet. */
  readonly countedAt: number | null;
  /** Its last lines (bounded). Older releases did not write it. */
  readonly lines?: readonly string[];
}

/** From a text that an agent got to the end of what it did with it. Times are epoch milliseconds of the journal. */
export interface Turn {
  readonly beganAt: number;
  /** Null: it is under way. */
  readonly end: TurnEnd | null;
  /** How many turns in a row, this one included, an error ended. */
  readonly errors: number;
}

export interface TurnEnd {
  readonly how: 'well' | 'interrupted' | 'limit' | 'error';
  readonly at: number;
  /** What kind of error it was, where the agent says so, and its words. */
  readonly error?: EventData['error'];
  readonly says?: string;
}

export interface Transcript {
  readonly path: string;
  readonly readTo: number;
}

/** One pane as tmux reports it. `lastOutputAt` and `humanKeyAt` are epoch milliseconds, null when tmux cannot tell. */
export interface PaneView {
  readonly paneId: string;
  readonly panePid: number;
  readonly worker: WorkerName;
  /** `@czar_generation` of the pane. */
  readonly generation: number;
  readonly session: string;
  readonly dead: boolean;
  readonly deadStatus: number | null;
  readonly deadSignal: number | null;
  /** Of a dead one: the last lines on its screen (bounded), once they were read. */
  readonly lastLines?: readonly string[];
  readonly inMode: boolean;
  readonly lastOutputAt: number | null;
  /** Last key that an attached, writable client of a human sent to this session. */
  readonly humanKeyAt: number | null;
  readonly attachedClients: number;
}

export interface TerminalView {
  readonly serverPid: number;
  readonly panes: readonly PaneView[];
}
