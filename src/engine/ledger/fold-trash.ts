import type { FoldPart } from './fold-part.ts';
import { changeTask, changeWorker, type MutableLedger } from './state.ts';

/** What becomes of the branches of merged work. */
export const foldTrash: FoldPart<
  | 'branch.removed'
  | 'branch.kept'
  | 'branch.unpushed'
  | 'trash.emptied'
  | 'worktree.kept'
  | 'trash.wanted'
  | 'trash.returned'
  | 'tree.leaving'
  | 'tree.wanted'
  | 'tree.returned'
> = {
  'branch.removed': (ledger, { trash, task, attempt, branch, tip, proof }, at) => {
    if (trash !== null) {
      ledger.trash.delete(trash);
      ledger.trash.set(trash, { task, attempt, branch, tip, proof, at });
    }
    changeTask(ledger, task, () => ({ tidy: atRemote(ledger, branch) }));
  },
  'branch.kept': (ledger, { task, busy }) =>
    changeTask(ledger, task, () => ({ tidy: busy ? 'once-left' : null })),
  'branch.unpushed': (ledger, { task, branch, because }) => {
    if (because === null) ledger.pushed.delete(branch);
    changeTask(ledger, task, () => ({ tidy: null }));
  },
  'worktree.kept': (ledger, { worker, because }) =>
    changeWorker(ledger, worker, () => ({ treeKept: because })),
  'trash.emptied': (ledger, { trash }) => {
    ledger.trash.delete(trash);
  },
  'trash.wanted': (ledger, { trash }) => {
    const kept = ledger.trash.get(trash);
    if (kept !== undefined) ledger.trash.set(trash, { ...kept, wanted: true });
  },
  'tree.leaving': (ledger, { worker, removed }, at) => {
    ledger.goneTrees.set(worker, { ...removed, worker, at });
  },
  'tree.wanted': (ledger, { worker }) => {
    const gone = ledger.goneTrees.get(worker);
    if (gone !== undefined) ledger.goneTrees.set(worker, { ...gone, wanted: true });
  },
  'tree.returned': (ledger, { worker, because }) => {
    const gone = ledger.goneTrees.get(worker);
    if (because === null) ledger.goneTrees.delete(worker);
    else if (gone !== undefined) ledger.goneTrees.set(worker, { ...gone, wanted: false });
  },
  'trash.returned': (ledger, { trash, because }) => {
    const kept = ledger.trash.get(trash);
    if (kept === undefined) return;
    if (because === null) ledger.trash.delete(trash);
    else ledger.trash.set(trash, { ...kept, wanted: false });
  },
};

/** Where Czar put it to a remote, it is removed there too. */
function atRemote({ pushed }: MutableLedger, branch: string): 'remote' | null {
  return pushed.has(branch) ? 'remote' : null;
}
