import type { TaskId } from '../../domain/names.ts';
import type { TaskWish, Wish } from '../../domain/wish.ts';
import type { Core } from '../core.ts';

/** Reads what humans want as it stands now. Broken files change nothing: their last good version stays in force. */
export async function observeFiles(core: Core): Promise<void> {
  const { parts, senses, options } = core;
  const { policy, problems } = await parts.files.policy();
  senses.policy = policy;
  senses.policyProblems = problems;
  const wish = await parts.files.wish();
  if (wish !== core.remembered.rawWish) {
    core.remembered.rawWish = wish;
    senses.wish = narrowed(wish, options.only);
    core.rebuildGraph();
  }
  senses.textHashes = await textHashes(core);
}

/** `start <task>…`: everything but these and what they depend on is on hold. */
function narrowed(wish: Wish, only: readonly TaskId[]): Wish {
  if (only.length === 0) return wish;
  const wanted = new Set<TaskId>();
  const waiting = [...only];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (wanted.has(id)) continue;
    wanted.add(id);
    waiting.push(...(wish.tasks.get(id)?.after ?? []));
  }
  const tasks = [...wish.tasks].map(([id, task]): [TaskId, TaskWish] => [
    id,
    wanted.has(id) ? task : { ...task, hold: true },
  ]);
  return { ...wish, tasks: new Map(tasks) };
}

async function textHashes({ parts, book }: Core): Promise<ReadonlyMap<TaskId, string>> {
  const hashes = new Map<TaskId, string>();
  for (const id of book.ledger.active) {
    if (book.ledger.tasks.get(id)?.stage !== 'running') continue;
    const text = await parts.files.text(id);
    if (text !== null) hashes.set(id, text.hash);
  }
  return hashes;
}
