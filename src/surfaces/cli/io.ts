import type { Colours } from '../../views/paint.ts';
import type { AgentEvent } from '../../domain/agent-event.ts';
import type { Interruption } from './exit.ts';
import type { ProjectDoor } from './project-door.ts';
import type { SelftestAgent, SelftestReport, SelftestRun } from '../../domain/selftest.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** Everything that a verb may touch. The composition root implements it; tests hand in their own. */
export interface CliIo {
  /** Data. */
  readonly stdout: Outlet;
  /** For people: progress and errors. */
  readonly stderr: Outlet;
  readonly stdin: Inlet;
  /** Whether colours are wanted (a terminal, and no NO_COLOR). */
  readonly color: Colours;
  readonly cwd: string;
  readonly version: string;
  /** Name of the worker whose session this runs in (`$CZAR_WORKER`); null for people. */
  readonly insideWorker: string | null;
  /** Epoch milliseconds. */
  now(): number;
  /** Local time minus UTC at that time, milliseconds. */
  zoneMs(at: number): number;
  /** Resolves after `ms`, or at once when a signal comes in. */
  wait(ms: number): Promise<void>;
  /** The signal that came in, as its exit code; null while none did. */
  interrupted(): Interruption | null;
  /** An unpredictable id for an order. */
  newId(): string;
  /** Reads a text file, relative to `cwd`; at most 1 MB of UTF-8. Errors: Fault `bad-input`, `not-found`. */
  readText(path: string): Promise<string>;
  /** The project that `dir` (relative to `cwd`) lies in; null when there is none. Starts nothing. Errors: Fault `bad-input`. */
  openProject(dir: string): Promise<ProjectDoor | null>;
  /** Makes a working project of the repository at `dir`, asking nothing. */
  init(request: InitRequest): Promise<InitResult>;
  /** Copies the example project to a scratch folder and runs it there until it is settled or a signal comes in. */
  demo(request: DemoRequest): Promise<DemoResult>;
  /** Plays every delivery and detection scenario in a tmux server of its own, until it is through or a signal comes in. */
  selftest(request: SelftestRequest): Promise<SelftestResult>;
  /** Shows the terminal interface until the person leaves it; null where none can be shown (no terminal, TERM=dumb). */
  readonly showTerminal: ((door: ProjectDoor) => Promise<void>) | null;
  /** Leaves an event in this session's `$CZAR_EVENTS`; null outside a session. Errors: Fault `file-unreadable`. */
  readonly leaveEvent: ((event: AgentEvent) => Promise<void>) | null;
  /** What to say about an error that nothing was prepared for; keeps the details somewhere and says where. */
  unexpected(error: unknown): Promise<string>;
}

export interface Outlet {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Of a terminal. */
  readonly rows?: number;
}

export interface Inlet {
  readonly isTerminal: boolean;
  /** All of it, at most 1 MB of UTF-8. Errors: Fault `bad-input`. */
  readAll(): Promise<string>;
  /** One typed line; null at the end of input or after a signal. The question goes to stderr. */
  ask(question: string): Promise<string | null>;
}

export interface InitRequest {
  readonly dir: string;
  /** Agent kind of the config; null: the first that is found. */
  readonly agent: string | null;
}

export type InitResult =
  | {
      readonly made: true;
      readonly root: string /** "created work-queue.json", one per line. */;
      readonly did: readonly string[];
    }
  | { readonly made: false; readonly exit: 1 | 2 | 3; readonly says: string };

export interface DemoRequest {
  /** Leaves the scratch folder in place. */
  readonly keep: boolean;
  readonly onSnapshot: (snapshot: Snapshot) => void;
}

export type DemoResult =
  /** `snapshot` null: it was over before there was a picture. `dir` null: the scratch folder is gone. */
  | { readonly ran: true; readonly snapshot: Snapshot | null; readonly dir: string | null }
  | { readonly ran: false; readonly exit: 1 | 2; readonly says: string };

export interface SelftestRequest {
  /** Names of scenarios and of agent kinds; `agents` for those of this machine. None: everything. */
  readonly only: readonly string[];
  /** How often each scenario is played, and how many fake agents live at once. */
  readonly times: number;
  readonly parallel: number;
  /** A fault that every fake agent gets; null: none. */
  readonly plant: 'lost-character' | 'twice' | null;
  readonly onRun: (run: SelftestRun, count: { readonly done: number; readonly of: number }) => void;
  readonly onAgent: (agent: SelftestAgent) => void;
}

export type SelftestResult =
  | { readonly ran: true; readonly report: SelftestReport; readonly sound: boolean }
  | { readonly ran: false; readonly exit: 1 | 2; readonly says: string };
