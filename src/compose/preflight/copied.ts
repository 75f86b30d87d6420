import { join } from 'node:path';
import { namesIn } from '../../adapters/files/names-in.ts';
import { openOwnRefs } from '../../adapters/git/own-refs.ts';
import { copiedFrom } from '../../adapters/identity/identify.ts';
import { shellWord } from '../../adapters/process/shell-word.ts';
import type { OpenedProject } from '../human-files.ts';
import type { Refusal } from '../refusal.ts';

/**
 * A repository that was copied whole (`cp -r`) is a project of its own, and what it got of the other one stands in its way: branches
 * that this one did not make, and worktrees that lead into the original. Null: nothing of that is there.
 */
export async function refuseCopy({ place, policy }: OpenedProject): Promise<Refusal | null> {
  const { commonDir, root, journalDir, around } = place;
  if ((await namesIn(join(journalDir, 'journal'))).length > 0) return null;
  const original = await copiedFrom({ commonDir, root });
  if (original === null) return null;
  const patterns = [`refs/heads/${policy.git.branchPrefix}*`, `refs/heads/${policy.git.integration}`];
  const own = openOwnRefs(commonDir, around.env);
  const refs = (await Promise.all(patterns.map((pattern) => own.list(pattern)))).flat();
  const folders = await foldersThere([
    join(commonDir, 'worktrees'),
    policy.worktrees,
    join(root, '.czar', 'gates'),
  ]);
  if (refs.length === 0 && folders.length === 0) return null;
  const git = `git -C ${shellWord(root)}`;
  const named = [...patterns, 'refs/czar/'].map(shellWord).join(' ');
  const commands = [
    ...(folders.length === 0 ? [] : [`rm -rf ${folders.map(shellWord).join(' ')}`]),
    `${git} for-each-ref --format='delete %(refname)' ${named} | ${git} update-ref --stdin`,
  ];
  const because = `it is a copy of ${original}: a project of its own, in which branches and worktrees of that one lie`;
  const help = `take them away here (the original keeps its own), and start again: ${commands.join(' && ')}`;
  return { what: 'start in this repository', on: root, because, help };
}

async function foldersThere(folders: readonly string[]): Promise<readonly string[]> {
  const there: string[] = [];
  for (const folder of folders) if ((await namesIn(folder)).length > 0) there.push(folder);
  return there;
}
