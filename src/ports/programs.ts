import type { GoodVersion, ProgramView } from '../domain/program.ts';
import type { Seen } from '../domain/seen.ts';

/** The programs of agents on this machine, and which versions of them are known to be good. */
export interface Programs {
  /** By the names given. Starts a program, to ask for its version, only when its file is another one than before. */
  look(programs: ReadonlyMap<string, ProgramQuery>): Promise<ReadonlyMap<string, Seen<ProgramView>>>;
  /**
   * Tells all projects of this user what is newer in `known` (by path; null: nothing), and gives what is newer there. Never fails:
   * what cannot be read or told is reported once.
   */
  exchange(known: ReadonlyMap<string, GoodVersion | null>, now: number): Promise<ToldVersions>;
  /**
   * The turn to start an agent of this kind, of which there is one among all projects of this user. Null: somebody else has it. It
   * ends when it is given back, with this process, or after `mostMs`.
   */
  takeTurn(kind: string, mostMs: number): Promise<StartTurn | null>;
  /** An empty folder of the project, outside of all worktrees, for a trial of this agent. */
  folder(agent: string): Promise<string>;
}

export interface ProgramQuery {
  /** A name on the agent's PATH, or a path. */
  readonly command: string;
  /** What makes it print its version, and do nothing else. */
  readonly versionArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface ToldVersions {
  readonly news: ReadonlyMap<string, GoodVersion>;
  /** For people. */
  readonly reports: readonly string[];
}

export interface StartTurn {
  giveBack(): Promise<void>;
}
