import type { Entry, JournalLine } from '../../domain/entry.ts';
import type { Fact, FactType } from '../../domain/facts.ts';
import { failureKey } from '../../domain/plan.ts';
import { noteDecision } from './chain.ts';
import { foldAccounts } from './fold-accounts.ts';
import { foldCommands } from './fold-commands.ts';
import { foldConflicts } from './fold-conflicts.ts';
import { foldBudgets } from './fold-budgets.ts';
import { foldDeliveries } from './fold-deliveries.ts';
import { foldDrops } from './fold-drops.ts';
import { foldForge } from './fold-forge.ts';
import { foldHumans } from './fold-humans.ts';
import { foldLeases } from './fold-leases.ts';
import { foldProcesses } from './fold-processes.ts';
import { foldPrograms } from './fold-programs.ts';
import { foldReviews } from './fold-reviews.ts';
import { foldServer } from './fold-server.ts';
import { foldSpending } from './fold-spending.ts';
import { foldStarts } from './fold-starts.ts';
import { foldCrashes } from './fold-crashes.ts';
import { foldTasks } from './fold-tasks.ts';
import { foldTrash } from './fold-trash.ts';
import { foldWorkers } from './fold-workers.ts';
import type { MutableLedger } from './state.ts';

type FactMap = { [F in Fact as F['type']]: F };

const FOLD: { [K in FactType]: (ledger: MutableLedger, fact: FactMap[K], at: number) => void } = {
  ...foldTasks,
  ...foldCrashes,
  ...foldStarts,
  ...foldWorkers,
  ...foldLeases,
  ...foldDeliveries,
  ...foldForge,
  ...foldHumans,
  ...foldProcesses,
  ...foldAccounts,
  ...foldConflicts,
  ...foldServer,
  ...foldReviews,
  ...foldSpending,
  ...foldBudgets,
  ...foldPrograms,
  ...foldTrash,
  ...foldDrops,
  ...foldCommands,
};

/** Applies one journal entry. The only way in which a ledger changes. */
export function applyEntry(ledger: MutableLedger, entry: Entry, epoch: number): void {
  switch (entry.type) {
    case 'epoch':
      ledger.epoch = epoch;
      // Whoever starts again may have logged in.
      delete ledger.lockedForge;
      return;
    case 'stopped':
      return;
    case 'intent':
      ledger.open.set(entry.key, {
        key: entry.key,
        action: entry.action,
        at: entry.at,
        epoch,
        decision: entry.decision ?? null,
        processes: [],
      });
      return;
    case 'spawned':
      return addProcess(ledger, entry);
    case 'decided':
      noteDecision(ledger, entry);
      return applyFacts(ledger, entry.facts, entry.at);
    case 'step':
      noteDecision(ledger, { cause: entry.key, facts: entry.facts });
      return applyFacts(ledger, entry.facts, entry.at);
    case 'observed':
      return applyFacts(ledger, entry.facts, entry.at);
    case 'outcome':
      return applyOutcome(ledger, entry);
  }
}

export function applyLine(ledger: MutableLedger, line: JournalLine): void {
  applyEntry(ledger, line.entry, line.epoch);
}

function applyFacts(ledger: MutableLedger, facts: readonly Fact[], at: number): void {
  for (const fact of facts) applyFact(ledger, { type: fact.type, fact, at });
}

function applyFact<K extends FactType>(
  ledger: MutableLedger,
  { type, fact, at }: { type: K; fact: FactMap[K]; at: number },
): void {
  FOLD[type](ledger, fact, at);
}

function addProcess(ledger: MutableLedger, { key, process }: Extract<Entry, { type: 'spawned' }>): void {
  const effect = ledger.open.get(key);
  if (effect !== undefined) ledger.open.set(key, { ...effect, processes: [...effect.processes, process] });
}

function applyOutcome(ledger: MutableLedger, outcome: Extract<Entry, { type: 'outcome' }>): void {
  const { key, facts, at, failure } = outcome;
  noteDecision(ledger, outcome);
  const effect = ledger.open.get(key);
  ledger.open.delete(key);
  applyFacts(ledger, facts, at);
  if (effect === undefined) return;
  const name = failureKey(effect.action);
  if (failure === null) ledger.failures.delete(name);
  else ledger.failures.set(name, failure);
}
