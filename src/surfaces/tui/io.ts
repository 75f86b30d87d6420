import type { Colours } from '../../views/paint.ts';
import type { Undoable } from '../../domain/undo.ts';
import type { JournalLine } from '../../domain/entry.ts';
import type { Watched } from '../../ports/client.ts';
import type { Look } from '../../views/tui/looks.ts';
import type { Peeked, Reasons, VerbInfo } from '../../views/tui/data.ts';

/** Everything that the terminal interface may touch. The composition root implements it. */
export interface TuiIo {
  readonly project: string;
  /** Both are terminals. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly color: Colours;
  /** Whether the locale is UTF-8. */
  readonly unicode: boolean;
  /** Aborted when a signal wants an end. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
  /** Local time minus UTC at that time, milliseconds. */
  zoneMs(at: number): number;
  watch(options: { readonly signal: AbortSignal }): AsyncIterable<Watched>;
  peek(worker: string): Promise<Peeked>;
  why(about: string): Promise<Reasons>;
  /** Lines of the journal after `afterSeq`, oldest first; null: the newest `limit` lines. */
  journal(page: {
    readonly afterSeq: number | null;
    readonly limit: number;
  }): Promise<readonly JournalLine[]>;
  /** What can be taken back now, the newest first. */
  undoable(): Promise<readonly Undoable[]>;
  verbs(): Promise<readonly VerbInfo[]>;
  /** Runs a verb of the command line; resolves to its exit code. What it says comes line by line. */
  run(request: RunRequest): Promise<number>;
  /** Gives the terminal to the worker's session until the person detaches; false when there is no session. */
  attach(worker: string, options: { readonly readOnly: boolean }): Promise<boolean>;
  /** Gives the terminal to an editor with the task's text; says what came of it, and whether the text is now as it was left there. */
  edit(task: string): Promise<{ readonly says: string; readonly isKept: boolean }>;
  /** As it was kept last; null: nobody ever looked, or it cannot be told. */
  lastLook(): Promise<Look | null>;
  keepLook(look: Look): Promise<void>;
  /** Called when the terminal was changed and has to be put back, whatever ends this process; null: it is as it was. */
  onEnd(restore: (() => void) | null): void;
  /** `ends`: what the terminal is told then. */
  keepTerminal(ends: string): TerminalKeeper;
  /** No key is read any more until somebody listens again: what is typed belongs to another program now. */
  quiet(): Promise<void>;
  /** Stops this process until somebody continues it. */
  suspend(): Promise<void>;
  /** Calls back when another program asks for a stop like that, and when this one was stopped without being asked and goes on. */
  onJob(calls: { readonly stop: () => void; readonly goesOn: () => void }): void;
}

/** Puts the terminal back where this process is ended in a way that it cannot notice. */
export interface TerminalKeeper {
  tell(state: 'taken' | 'free'): void;
}

export interface RunRequest {
  readonly argv: readonly string[];
  readonly columns: number;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}
