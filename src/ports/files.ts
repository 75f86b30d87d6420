import type { TextFile } from '../domain/delivery.ts';
import type { TaskId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Decision } from '../domain/decision.ts';
import type { Wish, WishStatus } from '../domain/wish.ts';
import type { FieldChange } from '../domain/write-back.ts';

export type { FieldChange } from '../domain/write-back.ts';

/** The human files of a project, and the derived ones in `status/`. Errors: Fault `file-unreadable`, `file-changed`. */
export interface ProjectFiles {
  /** Decoded queue, dependencies and front matter. Broken files: last good version, with problems. Cheap when nothing changed. */
  wish(): Promise<Wish>;
  /** The config as it stands now, or the last good one with problems. */
  policy(): Promise<{ readonly policy: Policy; readonly problems: Wish['problems'] }>;
  /** Full text of a task; null when there is none (any more). */
  text(task: TaskId): Promise<TaskText | null>;
  /** Hashes of the texts of those of `tasks` that have one, where the last `wish` found them. Cheap when nothing changed. */
  textHashes(tasks: readonly TaskId[]): Promise<ReadonlyMap<TaskId, string>>;
  /** Writes single fields into the queue and dependencies files, keeping their formatting; compare and swap on the content. */
  writeBack(changes: readonly FieldChange[]): Promise<WriteBack>;
  /** Appends a text to the file `memory` of the policy, unless one with this mark is in it. Errors: Fault `file-unwritable`. */
  remember(entry: { readonly mark: string; readonly text: string }): Promise<'added' | 'there' | 'off'>;
  /** Appends or changes a task as a human would (verbs `add`, `edit`). */
  edit(edit: QueueEdit): Promise<void>;
  onHint(listener: () => void): void;
  close(): Promise<void>;
}

export interface TaskText {
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: string;
  readonly file: string;
}

/** `moved`: the file changed meanwhile; nothing was written, look again. `off`: the file is not Czar's to write now. */
export type WriteBack = { readonly wrote: 'yes' | 'nothing' | 'moved' | 'off'; readonly because: string };

export type QueueEdit =
  | {
      readonly do: 'add';
      readonly task: TaskId;
      readonly text: string;
      readonly priority: number;
      readonly assignee: string | null;
      readonly after: readonly TaskId[];
      readonly title: string | null;
    }
  | {
      readonly do: 'set';
      readonly task: TaskId;
      readonly status?: WishStatus;
      readonly assignee?: string | null;
      readonly priority?: number;
      readonly hold?: boolean;
      /** What its entry names; edges that stand elsewhere stay. */
      readonly after?: readonly TaskId[];
    };

/** `status/`: rewritten atomically, may vanish at any time. */
export interface StatusFiles {
  write(snapshot: Snapshot): Promise<void>;
  appendDecisions(decisions: readonly Decision[]): Promise<void>;
  appendInjection(line: InjectionLine): Promise<void>;
}

export interface InjectionLine {
  readonly at: number;
  readonly worker: string;
  readonly task: string | null;
  readonly delivery: string;
  readonly kind: string;
  readonly verdict: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Where the text lies, when what was typed only names it. */
  readonly file?: TextFile;
}
