import type { TaskId } from '../domain/names.ts';

/**
 * Tasks whose entries Czar is rewriting. From before the file changes until it was read again, file and ledger disagree about
 * them although no human wrote: nothing may be taken for an edit meanwhile.
 */
export interface OwnWrites {
  readonly tasks: ReadonlySet<TaskId>;
  begin(tasks: readonly TaskId[]): void;
  /** The write is over, and the ledger knows of it: the next reading that begins from now on shows it. */
  over(tasks: readonly TaskId[]): void;
  /** A reading of the files begins; call what is returned once the world shows what was read. */
  reading(): () => void;
}

export function openOwnWrites(): OwnWrites {
  const tasks = new Set<TaskId>();
  const unread = new Set<TaskId>();
  return {
    tasks,
    begin(begun) {
      for (const id of begun) {
        tasks.add(id);
        unread.delete(id);
      }
    },
    over(ended) {
      for (const id of ended) unread.add(id);
    },
    reading() {
      const shown = [...unread];
      return () => {
        for (const id of shown) if (unread.delete(id)) tasks.delete(id);
      };
    },
  };
}
