/**
 * The one error type of effects: facts as fields, the message built here.
 * `transient` decides the retry (engine/retry.ts): a transient fault is tried again with backoff, a lasting one becomes a question.
 */
export interface FaultFacts {
  readonly code: FaultCode;
  /** What failed, as a verb phrase: "create the worktree". */
  readonly what: string;
  /** On which thing: a path, a branch, a worker. */
  readonly on: string;
  /** Because of what, in one line. */
  readonly because: string;
  /** The command or step that helps. */
  readonly help?: string;
  readonly transient?: boolean;
}

export type FaultCode =
  | 'tmux-unreachable'
  | 'pane-gone'
  | 'git-failed'
  | 'git-refused'
  | 'worktree-broken'
  | 'file-unreadable'
  | 'file-changed'
  | 'file-unwritable'
  | 'journal-broken'
  | 'fenced'
  | 'command-failed'
  | 'deadline'
  | 'forge-failed'
  /** There is nothing that the forge could be spoken to with: all that needs it waits for a human. */
  | 'no-token'
  | 'review-failed'
  /** The world has moved on since it was decided: it is decided anew. */
  | 'not-now'
  | 'not-found'
  | 'bad-input'
  | 'bug';

export class Fault extends Error {
  readonly facts: FaultFacts;
  constructor(facts: FaultFacts, cause?: unknown) {
    super(faultMessage(facts), cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.facts = facts;
  }
}

export function faultMessage({ what, on, because, help }: FaultFacts): string {
  const first = `could not ${what} (${on}): ${because}`;
  return help === undefined ? first : `${first}\n  ${help}`;
}
