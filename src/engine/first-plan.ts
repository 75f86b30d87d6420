import { decide } from '../decide/plan.ts';
import type { Note, Plan } from '../domain/plan.ts';
import { applyEntry } from './ledger/fold.ts';
import { observe } from './observe/observe.ts';
import { openCore } from './core.ts';
import { openHearing } from './hearing.ts';
import type { Book } from './book.ts';
import { emptyLedger } from './ledger/state.ts';
import type { Parts } from './parts.ts';
import { nothingSeen } from './senses.ts';

const MOST_ROUNDS = 100;

/** What Czar would do first, from what can be seen without touching anything. For a project that was never started. */
export async function firstPlan(parts: Parts, only: readonly string[] = []): Promise<Plan> {
  const { policy } = await parts.files.policy();
  const wish = await parts.files.wish();
  const ledger = emptyLedger(policy.git.integration);
  const book: Book = {
    ledger,
    version: 0,
    write: () => Promise.resolve(),
    takeTouched: () => new Set(),
    compactIfLarge: () => Promise.resolve(),
  };
  const options = {
    only,
    untilDone: false,
    version: '',
    signal: new AbortController().signal,
    onSnapshot: () => undefined,
    adopt: false,
  };
  const core = openCore({
    parts,
    options,
    book,
    hearing: openHearing(parts.clock),
    senses: nothingSeen(policy, wish),
  });
  await observe(core, new Set(['files', 'git', 'terminal', 'machine']));
  const notes: Note[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const plan = decide(core.world());
    if (plan.notes.length === 0) return { ...plan, notes };
    notes.push(...plan.notes);
    const at = parts.clock.now();
    for (const note of plan.notes) applyEntry(ledger, { type: 'decided', at, cause: 'dry-run', ...note }, 0);
    core.rebuildGraph();
  }
  return { notes, actions: [], wakeAt: null };
}
