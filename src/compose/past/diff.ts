import type { TaskDiff } from '../../surfaces/cli/project-door.ts';
import { openForWork } from '../human-files.ts';
import { repositoryOf } from '../parts.ts';
import type { Place } from '../place.ts';
import { readLedger } from './ledger.ts';

/** What the task's newest attempt changed: up to its branch's tip, or to the head that was merged once the branch is gone. */
export async function diff(place: Place, task: string): Promise<TaskDiff | null> {
  const { files, policy } = await openForWork(place);
  await files.close();
  const state = (await readLedger(place.journalDir, policy.git.integration)).tasks.get(task);
  const attempt = state?.attempt ?? null;
  if (attempt === null) return null;
  const { history } = await repositoryOf(place, policy);
  try {
    const tip = await history.tip(attempt.branch);
    const to = (tip.known ? tip.value : null) ?? state?.merged?.head ?? attempt.tip;
    const from = attempt.startSha;
    const changes = await history.changes(from, to);
    return { task, branch: attempt.branch, from, to, ...changes, patch: await history.diff(from, to) };
  } finally {
    await history.close();
  }
}
