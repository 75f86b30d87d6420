import type { AcceptedCommand, CommandList } from '../domain/command.ts';

/** What the person of this machine accepted of the commands that a project's files name. Kept outside of its repository. */
export interface Acceptance {
  /** Never fails: what cannot be read counts as not accepted. */
  last(): Promise<LastAccepted>;
  /** This list is accepted from now on, and nothing else. `at`: epoch milliseconds. Errors: Fault `file-unwritable`. */
  accept(list: CommandList, at: number): Promise<void>;
}

export interface LastAccepted {
  /** Null: nothing was, or it cannot be read. */
  readonly commands: readonly AcceptedCommand[] | null;
  /** Why it cannot be read, for people. */
  readonly problem: string | null;
}
