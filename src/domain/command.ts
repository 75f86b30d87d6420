import type { TaskId } from './names.ts';
import type { Policy } from './policy.ts';

/** A command that the project's files name: it runs only after a person accepted it. */
export interface NamedCommand extends AcceptedCommand {
  /** Keys of the policy that hold it; none: only tasks name it. */
  readonly keys: readonly (keyof Policy)[];
  /** Tasks that name it as a check of their own. */
  readonly tasks: readonly TaskId[];
}

export interface AcceptedCommand {
  /** What it is: `set-up`, `check "test"`, `agent "claude"`. */
  readonly what: string;
  /** One line for a person's terminal, as the file has it; values that look secret are masked. */
  readonly shows: string;
  /** The same without values of variables and addresses: for the journal, and whatever is made from it. */
  readonly brief: string;
  /** SHA-256 of what it is and of everything about it, secrets too. */
  readonly digest: string;
}

export interface CommandList {
  readonly commands: readonly NamedCommand[];
  /** SHA-256 over all of them, in any order. */
  readonly hash: string;
}

/** What of a list no person accepted. */
export interface Unaccepted {
  readonly list: CommandList;
  /** At least one. */
  readonly commands: readonly UnacceptedCommand[];
  /** Nothing of this project was accepted before, or it is not known what was. */
  readonly isFirst: boolean;
  /** Tasks with such a check of their own. */
  readonly tasks: ReadonlySet<TaskId>;
}

export interface UnacceptedCommand extends NamedCommand {
  /** What was accepted in its place; null: nothing. */
  readonly before: AcceptedCommand | null;
}
