import type { TaskId } from '../../domain/names.ts';
import { changeTask, type MutableLedger } from './state.ts';

/** Counts what a gate found, if it speaks of the present integration tip: only then it is held against the task. */
export function countFinding(ledger: MutableLedger, id: TaskId): void {
  changeTask(ledger, id, ({ gate, gateFailures, conflictCount }) => {
    if (gate === null || gate.tip !== ledger.integration.tip) return {};
    return {
      gateFailures: gateFailures + (gate.verdict === 'failed' ? 1 : 0),
      conflictCount: conflictCount + (gate.verdict === 'conflict' ? 1 : 0),
    };
  });
}

/** The integration branch has come to a tip on which some were tested beforehand. */
export function countFindingsAhead(ledger: MutableLedger): void {
  for (const id of ledger.active) countFinding(ledger, id);
}
