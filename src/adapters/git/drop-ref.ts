import type { WorkContext } from './context.ts';
import { requireRef, requireSha } from './refs.ts';

/** Deletes a ref that stands at this commit; one that is not there, or at another commit by now, is left as it is. */
export async function dropRefAt({ git, common }: WorkContext, ref: string, sha: string): Promise<void> {
  const args = ['update-ref', '-d', requireRef(ref), requireSha(sha)] as const;
  // 1 and 128: it is not there, or at another commit.
  await git.run({ at: common, args, what: `delete ${ref}`, kind: 'work', answers: [0, 1, 128] });
}
