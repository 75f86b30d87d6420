import type { FoldPart } from './fold-part.ts';
import { changeTask } from './state.ts';

/** What becomes of merged work that is to be taken out again. */
export const foldDrops: FoldPart<
  'task.drop-asked' | 'task.drop-made' | 'task.dropped' | 'task.drop-refused' | 'task.drop-left'
> = {
  'task.drop-asked': (ledger, { task }) =>
    changeTask(ledger, task, ({ drop }) => ({ drop: { revert: drop?.revert ?? null, refused: null } })),
  'task.drop-made': (ledger, { task, revert }) =>
    changeTask(ledger, task, () => ({ drop: { revert, refused: null } })),
  'task.drop-refused': (ledger, { task, because }) =>
    changeTask(ledger, task, () => ({ drop: { revert: null, refused: because } })),
  'task.drop-left': (ledger, { task }) => changeTask(ledger, task, () => ({ drop: null })),
  'task.dropped': (ledger, { task, merge, revert }, at) => {
    // The omnibus has news to tell, also when it was merged before.
    ledger.integration = { ...ledger.integration, merges: ledger.integration.merges + 1 };
    changeTask(ledger, task, () => ({
      stage: 'cancelled',
      phase: null,
      stageSince: at,
      merged: null,
      drop: null,
      dropped: { merge, revert, at },
      tidy: null,
    }));
  },
};
