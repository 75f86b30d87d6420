import type { PaneIdentity, TerminalView } from '../domain/generation.ts';
import type { WorkerName } from '../domain/names.ts';
import type { Seen } from '../domain/seen.ts';

/**
 * Terminal sessions of this project's workers. Touches only what carries this project's id. Every method that types checks the
 * identity in the same breath and refuses when it does not match. Errors: Fault `tmux-unreachable` (transient), `deadline`.
 */
export interface Terminal {
  /** Starts the server when none runs, and connects. Idempotent. */
  connect(): Promise<{ readonly serverPid: number; readonly socketPath: string }>;
  /** All panes of this project. `unknown` when the server does not answer; a server that is gone answers with no panes. */
  view(): Promise<Seen<TerminalView>>;
  /** Creates the worker's session, or starts anew in its dead pane. */
  start(spec: SessionSpec): Promise<StartedSession>;
  /** Ends the session and every process of it. Done as well when it is gone already. */
  end(who: PaneIdentity, options: { readonly graceMs: number }): Promise<'ended' | 'gone'>;
  /** Ends what a life of an agent that is over has left in sessions of its own (daemons), where that can be told from others. */
  endDaemons(life: Life, options: { readonly graceMs: number }): Promise<void>;
  /** Pastes `text` in one piece, without Enter. */
  paste(who: PaneIdentity, text: string, deliveryId: string): Promise<Typed>;
  enter(who: PaneIdentity): Promise<Typed>;
  /** Types the kind's interrupt or clear keys (tmux key names). */
  keys(who: PaneIdentity, names: readonly string[]): Promise<Typed>;
  /** Whether what was typed into the pane waits to be read by its program; null: that cannot be told here. Types nothing. */
  unread(who: PaneIdentity): Promise<boolean | null>;
  /** The visible screen, without escapes, and the cursor line. Null when the pane is gone. */
  screen(who: PaneIdentity): Promise<Screen | null>;
  /** Tells whoever is attached that a draft in the composer keeps texts waiting, or that it does not any more. */
  showDraft(who: PaneIdentity, isThere: boolean): Promise<void>;
  /** Something may have changed. Only a hint. */
  onHint(listener: () => void): void;
  /** Ends the server if no session of anybody is left. */
  close(options: { readonly endServer: boolean }): Promise<void>;
}

export interface Life {
  readonly worker: WorkerName;
  readonly generation: number;
}

export interface SessionSpec {
  readonly worker: WorkerName;
  readonly generation: number;
  readonly cwd: string;
  /** Program and arguments; started through a script file, never through a shell line. */
  readonly argv: readonly [string, ...string[]];
  /** The whole environment of the agent, beside the allow-listed rest. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables that are taken from Czar's own environment beside the allow list, where they are there. */
  readonly inherits?: readonly string[];
  /** Written into `folder`, which is emptied first, before the program starts; for this user only. */
  readonly kit: { readonly folder: string; readonly files: readonly KitFile[] };
  readonly logFile: string;
  readonly logBytes: number;
}

export interface KitFile {
  /** Inside the kit folder: one plain name. */
  readonly name: string;
  readonly content: string;
}

export interface StartedSession {
  readonly identity: PaneIdentity;
  readonly session: string;
}

/** `refused`: nothing was typed, for this reason. */
export type Typed =
  | { readonly typed: true }
  | { readonly typed: false; readonly because: 'gone' | 'other-generation' | 'copy-mode' | 'human' };

export interface Screen {
  readonly lines: readonly string[];
  readonly cursorX: number;
  readonly cursorY: number;
}
