import type { Sha } from '../../domain/names.ts';
import type { RepositoryContext } from './context.ts';
import { isAncestor } from './history.ts';
import { requireSha } from './refs.ts';

/** Why nothing of a commit is lost without its branch (port `Trash.proofIn`). Null: nothing proves it. Writes nothing. */
export async function proofIn(context: RepositoryContext, commit: Sha, into: Sha): Promise<string | null> {
  const short = into.slice(0, 7);
  if (commit === into || (await isAncestor(context, commit, into))) return `all of it is in ${short}`;
  if (await hasSamePatches(context, commit, into)) return `its changes are in ${short}`;
  const squashed = await squashedAs(context, commit, into);
  return squashed === null ? null : `its changes are in ${short}, as one commit ${squashed.slice(0, 7)}`;
}

/** Each of its own commits has one with the same patch id there. What a merge changes has none. */
async function hasSamePatches(context: RepositoryContext, commit: Sha, into: Sha): Promise<boolean> {
  const merges = await count(context, ['--merges', requireSha(commit), `^${requireSha(into)}`]);
  if (merges > 0) return false;
  const sides = `${requireSha(into)}...${requireSha(commit)}`;
  return (await count(context, ['--cherry-pick', '--right-only', sides])) === 0;
}

async function count({ git, common }: RepositoryContext, range: readonly string[]): Promise<number> {
  const args = ['rev-list', '--count', ...range, '--'] as const;
  return Number(await git.read({ at: common, args, what: 'compare changes', kind: 'look' }));
}

/** So many commits that change the same file are compared; a squash is among the newest when its branch is to go. */
const MOST_COMPARED = 100;

/** The commit there that changes exactly what all of the branch changes, to the letter; null: there is none. */
async function squashedAs(context: RepositoryContext, commit: Sha, into: Sha): Promise<Sha | null> {
  const fork = await forkOf(context, commit, into);
  if (fork === null) return null;
  const [file] = (
    await read(context, ['diff-tree', '-r', '-z', '--name-only', '--no-renames', fork, commit])
  ).stdout
    .split('\0')
    .filter((name) => name !== '');
  const whole = await change(context, [fork, commit]);
  if (file === undefined || whole === null) return null;
  const range = ['--no-merges', `--max-count=${MOST_COMPARED}`, into, `^${commit}`] as const;
  const { stdout } = await read(context, ['rev-list', ...range, '--', `:(top,literal)${file}`]);
  for (const one of stdout.split('\n').filter((sha) => sha !== ''))
    if ((await change(context, ['--root', '--no-commit-id', requireSha(one)])) === whole) return one;
  return null;
}

async function forkOf({ git, common }: RepositoryContext, a: Sha, b: Sha): Promise<Sha | null> {
  const args = ['merge-base', requireSha(a), requireSha(b)] as const;
  const call = { at: common, args, what: 'compare changes', kind: 'look', answers: [0, 1] } as const;
  const { status, stdout } = await git.run(call);
  return status === 0 ? requireSha(stdout.trim()) : null;
}

const WHOLE_DIFF = ['-r', '--patch', '--binary', '--full-index', '--no-renames', '--no-ext-diff'] as const;

/**
 * What changes, without where in a file and on top of what: equal for equal changes. Null: too large, or not text that can be
 * compared to the letter.
 */
async function change(context: RepositoryContext, what: readonly string[]): Promise<string | null> {
  const plain = ['--no-textconv', '--no-color', '--unified=3', '--inter-hunk-context=0'] as const;
  const { stdout, isCut } = await read(context, ['diff-tree', ...WHOLE_DIFF, ...plain, ...what, '--']);
  if (isCut || stdout.includes('\uFFFD')) return null;
  return stdout
    .replaceAll(/^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@.*$/gm, '@@')
    .replaceAll(/^index [0-9a-f]+\.\.[0-9a-f]+/gm, 'index');
}

function read(
  { git, common }: RepositoryContext,
  args: readonly [string, ...string[]],
): Promise<{ readonly stdout: string; readonly isCut: boolean }> {
  return git.run({ at: common, args, what: 'compare changes', kind: 'look', mayBeCut: true });
}
