import type { Entry, JournalLine } from '../domain/entry.ts';
import type { TaskId } from '../domain/names.ts';
import type { Fact } from '../domain/facts.ts';
import type { Journal } from '../ports/journal.ts';
import { applyEntry, applyLine } from './ledger/fold.ts';
import { type MutableLedger, toImage } from './ledger/state.ts';

/** A segment that holds so much more than its image is compacted. */
const COMPACT_BYTES = 16_000_000;

/**
 * The journal and the ledger, kept in step: nothing is in the ledger that is not on the disk, and everything is folded in the order
 * of the journal.
 */
export interface Book {
  readonly ledger: MutableLedger;
  /** Grows with every entry that is folded. */
  readonly version: number;
  /** Resolves when the entries are durable and folded. Errors: Fault `journal-broken`, `fenced`. */
  write(entries: readonly Entry[]): Promise<void>;
  /** Tasks that facts were about since the last call. */
  takeTouched(): ReadonlySet<TaskId>;
  compactIfLarge(): Promise<void>;
}

export function openBook(journal: Journal, ledger: MutableLedger, seq: number): Book {
  let folded = seq;
  let touched = new Set<TaskId>();
  const early = new Map<number, JournalLine>();
  const waiting = new Map<number, () => void>();
  const fold = (line: JournalLine): void => {
    early.set(line.seq, line);
    for (let next = early.get(folded + 1); next !== undefined; next = early.get(folded + 1)) {
      early.delete(next.seq);
      folded = next.seq;
      for (const task of touchedBy(ledger, next.entry)) touched.add(task);
      applyLine(ledger, next);
      for (const task of touchedBy(ledger, next.entry)) touched.add(task);
      waiting.get(next.seq)?.();
      waiting.delete(next.seq);
    }
  };
  return {
    ledger,
    get version() {
      return folded;
    },
    async write(entries) {
      if (entries.length === 0) return;
      const lines = await journal.append(entries);
      for (const line of lines) fold(line);
      const last = lines.at(-1)?.seq ?? 0;
      if (last > folded) await new Promise<void>((resolve) => waiting.set(last, resolve));
    },
    takeTouched() {
      const taken = touched;
      touched = new Set();
      return taken;
    },
    async compactIfLarge() {
      if (journal.bytesSinceImage > COMPACT_BYTES) await journal.compact(toImage(ledger), folded);
    },
  };
}

/** A ledger without a journal: what is meant for it is folded, and nowhere written. */
export function unwrittenBook(ledger: MutableLedger): Book {
  return {
    ledger,
    version: 0,
    write: async (entries) => {
      for (const entry of entries) applyEntry(ledger, entry, ledger.epoch);
    },
    takeTouched: () => new Set(),
    compactIfLarge: () => Promise.resolve(),
  };
}

/** Tasks whose place in the graph may change with this entry. */
function touchedBy(ledger: MutableLedger, entry: Entry): readonly TaskId[] {
  if (!('facts' in entry)) return [];
  return entry.facts.flatMap((fact) => tasksOf(ledger, fact));
}

function tasksOf(ledger: MutableLedger, fact: Fact): readonly TaskId[] {
  switch (fact.type) {
    case 'tasks.known':
      return fact.tasks.map(({ task }) => task);
    case 'question.asked':
      return fact.question.task === null ? [] : [fact.question.task];
    case 'question.closed': {
      const task = ledger.questions.get(fact.id)?.task ?? null;
      return task === null ? [] : [task];
    }
    default:
      return 'task' in fact && fact.task !== null ? [fact.task] : [];
  }
}
