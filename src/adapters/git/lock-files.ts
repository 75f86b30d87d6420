import type { Sha } from '../../domain/names.ts';
import type { RepositoryContext } from './context.ts';

/** When one of these changes, what the setup installed is old. */
const lockFiles = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'Cargo.lock',
  'go.sum',
  'requirements.txt',
  'poetry.lock',
  'uv.lock',
  'Gemfile.lock',
  'composer.lock',
];

/** The lock files of a commit, each with the name of its content; only to be compared. */
export async function lockFilesAt({ git, common, prefix }: RepositoryContext, commit: Sha): Promise<string> {
  const folders = prefix === '' ? [''] : ['', `${prefix}/`];
  const paths = folders.flatMap((folder) => lockFiles.map((file) => folder + file));
  const args = ['ls-tree', '-z', '--full-tree', commit, '--', ...paths] as const;
  return git.read({ at: common, args, what: 'look for lock files', kind: 'look' });
}
