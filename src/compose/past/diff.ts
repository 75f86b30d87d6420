import type { Ledger, TaskState } from '../../domain/ledger.ts';
import { taskBranch, trashRef, type Sha } from '../../domain/names.ts';
import type { History } from '../../ports/repository.ts';
import type { EarlierWork, TaskDiff } from '../../surfaces/cli/project-door.ts';
import { openForWork } from '../human-files.ts';
import { repositoryOf } from '../parts.ts';
import type { Place } from '../place.ts';
import { readLedger } from './ledger.ts';

/**
 * What the branch of the task's newest attempt holds of it, earlier attempts on the same branch included: up to its tip, or to the
 * head that was merged once the branch is gone.
 */
export async function diff(place: Place, task: string): Promise<TaskDiff | null> {
  const { files, policy } = await openForWork(place);
  await files.close();
  const ledger = await readLedger(place.journalDir, policy.git.integration);
  const state = ledger.tasks.get(task);
  const attempt = state?.attempt ?? null;
  if (state === undefined || attempt === null) return null;
  const { number, branch, startSha, branchSha = startSha } = attempt;
  const { history } = await repositoryOf(place, policy);
  try {
    const to = (await tipOf(history, branch)) ?? state.merged?.head ?? attempt.tip;
    const from = (await history.isAncestor(branchSha, to)) ? branchSha : startSha;
    const changes = await history.changes(from, to);
    const patch = await history.diff(from, to);
    const names = otherPlaces(ledger, state, { prefix: policy.git.branchPrefix, projectId: place.projectId });
    return {
      task,
      attempt: number,
      branch,
      from,
      to,
      ...changes,
      patch,
      earlier: await found(history, names),
    };
  } finally {
    await history.close();
  }
}

async function tipOf(history: History, ref: string): Promise<Sha | null> {
  const tip = await history.tip(ref);
  return tip.known ? tip.value : null;
}

/** Branches that earlier attempts began, and where those of them are kept that were removed. */
function otherPlaces(
  { trash }: Ledger,
  { id, attempt, branches }: TaskState,
  { prefix, projectId }: { readonly prefix: string; readonly projectId: string },
): readonly string[] {
  const begun = Array.from({ length: branches }, (_, index) => taskBranch(prefix, id, index + 1));
  const kept = [...(trash?.values() ?? [])].filter(({ task }) => task === id);
  return [
    ...begun.filter((branch) => branch !== attempt?.branch),
    ...kept
      .filter(({ branch }) => branch !== attempt?.branch)
      .map((one) => trashRef(projectId, id, one.attempt)),
  ];
}

async function found(history: History, names: readonly string[]): Promise<readonly EarlierWork[]> {
  const all = await Promise.all(names.map(async (name) => ({ name, tip: await tipOf(history, name) })));
  return all.flatMap(({ name, tip }) => (tip === null ? [] : [{ name, tip }]));
}
