import type { ReceivedEvent } from '../domain/agent-event.ts';
import type { WorkerName } from '../domain/names.ts';

/** Event files that agents leave (docs/events.md). Too large, too many or broken ones are set aside and counted. */
export interface Inbox {
  /** Makes the folder of one generation; its path is the agent's `$CZAR_EVENTS`. */
  prepare(worker: WorkerName, generation: number): Promise<string>;
  /** All that lie there, oldest first. `prompt` events carry their full text. */
  read(): Promise<InboxView>;
  /** Deletes events that are journaled. Done as well when they are gone. */
  remove(events: readonly ReceivedEvent[]): Promise<void>;
  onHint(listener: () => void): void;
  close(): Promise<void>;
}

export interface InboxView {
  readonly events: readonly ReceivedEvent[];
  /** Problems for people: "engineer1: 3 broken event files set aside". */
  readonly reports: readonly string[];
}
