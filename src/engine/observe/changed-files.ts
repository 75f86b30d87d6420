import type { Attempt } from '../../domain/ledger.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { Core } from '../core.ts';

/** Counts the files that each worker's task has changed. Git is asked only about attempts that moved since the last look. */
export async function observeChangedFiles(core: Core): Promise<void> {
  const { book, senses } = core;
  const counts = [...book.ledger.workers.values()].map(async ({ name, task }) => {
    const attempt = task === null ? null : (book.ledger.tasks.get(task)?.attempt ?? null);
    return [name, attempt === null ? null : await countOf(core, name, attempt)] as const;
  });
  senses.filesChanged = new Map(await Promise.all(counts));
}

async function countOf({ parts, remembered }: Core, worker: WorkerName, attempt: Attempt): Promise<number> {
  const { startSha, tip } = attempt;
  if (startSha === tip) return 0;
  const question = `${startSha} ${tip}`;
  const known = remembered.changedFiles.get(worker);
  if (known?.question === question) return known.count;
  const { files } = await parts.repository.history.changes(startSha, tip);
  remembered.changedFiles.set(worker, { question, count: files.length });
  return files.length;
}
