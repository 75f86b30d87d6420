import { gateRef, type Sha } from '../../domain/names.ts';
import type { Merges } from '../../ports/repository.ts';
import type { WorkContext } from './context.ts';
import { dropRefAt } from './drop-ref.ts';
import { requireRef, requireSha } from './refs.ts';

/** What a branch holds needs no ref of its own; also those go that a supervisor's end left behind. */
export async function dropMerged(context: WorkContext, tip: Sha): Promise<void> {
  const { git, common, projectId } = context;
  const below = gateRef(projectId, '');
  const args = [
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    `--merged=${requireSha(tip)}`,
    below,
  ] as const;
  const listed = await git.read({ at: common, args, what: 'list merge results', kind: 'look' });
  for (const line of listed.split('\n').filter((one) => one !== '')) {
    const [sha = '', name = ''] = line.split(' ');
    await dropRefAt(context, name, sha);
  }
}

/** Port `Merges.dropKept`: beside what is held elsewhere there is at most the merge itself, which can be computed again. */
export async function dropKept(
  context: WorkContext,
  { names, head, into }: Parameters<Merges['dropKept']>[0],
): Promise<void> {
  for (const name of names) {
    const ref = requireRef(gateRef(context.projectId, name));
    const sha = await context.refs.tip(ref);
    if (sha === null || (await ownCommits(context, sha, [head, into])) > 1) continue;
    // At another commit by now it names a result that is still needed.
    await dropRefAt(context, ref, sha);
  }
}

async function ownCommits({ git, common }: WorkContext, sha: Sha, others: readonly Sha[]): Promise<number> {
  const without = others.map((other) => `^${requireSha(other)}`);
  const args = ['rev-list', '--count', '--max-count=2', requireSha(sha), ...without, '--'] as const;
  return Number(await git.read({ at: common, args, what: 'compare commits', kind: 'look' }));
}
