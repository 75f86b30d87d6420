import { conflictItem } from '../../decide/conflict-notices.ts';
import type { TaskId } from '../../domain/names.ts';
import type { FoldPart } from './fold-part.ts';
import type { MutableLedger } from './state.ts';

export const foldConflicts: FoldPart<'conflict.seen' | 'conflict.gone'> = {
  'conflict.seen': (ledger, { conflict }, at) => {
    const before = ledger.conflicts.get(conflict.key);
    const told = [...new Set([...(before?.told ?? []), ...conflict.told])];
    ledger.conflicts.set(conflict.key, { ...conflict, told, since: before?.since ?? at });
  },
  'conflict.gone': (ledger, { key }) => {
    ledger.conflicts.delete(key);
  },
};

/** The worker at this task got this message: if it was about a conflict, it knows of that now. */
export function noteConflictTold(ledger: MutableLedger, task: TaskId, item: string): void {
  for (const conflict of ledger.conflicts.values()) {
    if (conflictItem(conflict.key) !== item || conflict.told.includes(task)) continue;
    ledger.conflicts.set(conflict.key, { ...conflict, told: [...conflict.told, task] });
  }
}
