import type { Entry, JournalLine } from '../../src/domain/entry.ts';
import type { LedgerImage } from '../../src/domain/ledger-image.ts';
import { openJournal, type JournalPlace } from '../../src/adapters/journal/journal.ts';
import type { Journal } from '../../src/ports/journal.ts';

/** An entry that is recognised by its text. */
export function aMark(text: string): Entry {
  return { type: 'observed', at: 1_760_000_000_000, facts: [{ type: 'omnibus.refused', because: text }] };
}

/** The texts of the marks among `lines`, in order. */
export function marksOf(lines: readonly JournalLine[]): readonly string[] {
  return lines.flatMap(({ entry }) =>
    entry.type === 'observed'
      ? entry.facts.flatMap((fact) => (fact.type === 'omnibus.refused' ? [fact.because] : []))
      : [],
  );
}

/** An image that is recognised by the name of its integration branch. */
export function anImage(branch: string): LedgerImage {
  return {
    version: 1,
    tasks: [],
    workers: [],
    receipts: [],
    questions: [],
    questionsAsked: 0,
    pullRequests: [],
    open: [],
    failures: [],
    integration: { branch, tip: null, baseTip: null, omnibus: null, rounds: 0, merges: 0, movedAt: null },
    orders: [],
    writing: [],
    epoch: 1,
    pausedAll: false,
    startedAt: null,
  };
}

/** The journal in `dir` as this process would open it. */
export function aJournal(dir: string, over: Partial<JournalPlace> = {}): Journal {
  const clock = { now: () => 1_760_000_000_000 };
  return openJournal({ dir, version: '0.1.0', clock, self: { pid: 1, startTime: 'boot:1' }, ...over });
}
