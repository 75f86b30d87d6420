import { realpath } from 'node:fs/promises';
import { platform } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import { runProcess } from '../process/run.ts';
import { type ConfigEntry, configValue } from './config.ts';
import { askedRefs } from './asked-refs.ts';
import { gitEnvironment } from './environment.ts';
import { createGit, type Git, type GitPlace, withoutUserinfo } from './git.ts';
import { readIfThere } from './ref-files.ts';

/** What preflight wants to know about a repository before anything is begun in it. */
export interface RepositoryFacts {
  /** Top of the checkout, without symbolic links; null in a bare repository. */
  readonly topLevel: string | null;
  readonly commonDir: string;
  readonly gitDir: string;
  readonly bare: boolean;
  /** The looked-at folder below the top; '' when it is the top. */
  readonly prefix: string;
  /** Null: HEAD is detached. A branch without commits counts. */
  readonly branch: string | null;
  /** Null: there is no commit yet. */
  readonly head: Sha | null;
  readonly shallow: boolean;
  readonly remotes: readonly { readonly name: string; readonly url: string }[];
  /** Branch that the remote `origin` calls its HEAD, as far as known here. */
  readonly originHead: string | null;
  /** Paths of submodules in the current commit. */
  readonly submodules: readonly string[];
  /** `.gitattributes` sends files through Git LFS. */
  readonly lfs: boolean;
  readonly signsCommits: boolean;
  /** Branches called `feat` or `omnibus`, under which git can make no branch `feat/…` or `omnibus/…`. */
  readonly blockingBranches: readonly string[];
  readonly gitVersion: string;
}

/** `git merge-tree --write-tree` came with it. */
const oldestGit: readonly [number, number] = [2, 38];

/**
 * Looks at the repository that `dir` lies in; null: in none. Runs nothing that the repository's config names.
 * Errors: Fault `git-failed`, `not-found` (no git, or one that is too old).
 */
export async function inspectRepository(
  dir: string,
  outerEnv: Readonly<Record<string, string | undefined>>,
): Promise<RepositoryFacts | null> {
  const gitVersion = await requireGit(outerEnv);
  const found = await discover(dir, outerEnv);
  if (found === null) return null;
  const git = createGit(outerEnv, 'https:ssh');
  const at: GitPlace = { gitDir: found.gitDir, workTree: null };
  const entries = await git.config(at);
  const { branch, sha } = await askedRefs(git, at).head(found.gitDir);
  return {
    ...found,
    branch,
    head: sha,
    shallow: (await readIfThere(join(found.commonDir, 'shallow'))) !== null,
    remotes: remotesIn(entries),
    originHead: await originHead(git, at),
    ...(await contentFacts(git, at, sha)),
    signsCommits: isOn(configValue(entries, 'commit.gpgsign')),
    blockingBranches: await blockingBranches(git, at),
    gitVersion,
  };
}

type Place = Pick<RepositoryFacts, 'topLevel' | 'commonDir' | 'gitDir' | 'bare' | 'prefix'>;

async function requireGit(outerEnv: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { stdout } = await bareGit('/', outerEnv, ['--version']);
  const [, version = '', major = '0', minor = '0'] = /((\d+)\.(\d+)\S*)/.exec(stdout) ?? [];
  const isNew =
    Number(major) > oldestGit[0] || (Number(major) === oldestGit[0] && Number(minor) >= oldestGit[1]);
  if (isNew) return version;
  throw new Fault({
    code: 'not-found',
    what: 'use git',
    on: `git ${version}`,
    because: `Czar needs git ${oldestGit.join('.')} or newer`,
    help:
      platform() === 'darwin' ? 'brew install git' : 'apt-get install git (or https://git-scm.com/downloads)',
  });
}

/** The only call that lets git search for the repository itself. */
async function discover(
  dir: string,
  outerEnv: Readonly<Record<string, string | undefined>>,
): Promise<Place | null> {
  const asked = ['--is-bare-repository', '--absolute-git-dir', '--git-common-dir'] as const;
  const answer = await bareGit(dir, outerEnv, ['rev-parse', ...asked]);
  if (answer.status !== 0) {
    if (/not a git repository/i.test(answer.stderr)) return null;
    const because = answer.stderr.trim().split('\n').at(0) ?? 'git gave no reason';
    throw new Fault({ code: 'git-failed', what: 'look at the repository', on: dir, because });
  }
  const [bare, gitDir = '', common = ''] = answer.stdout.trim().split('\n');
  const commonDir = await realpath(isAbsolute(common) ? common : join(dir, common));
  const top = await bareGit(dir, outerEnv, ['rev-parse', '--show-toplevel']);
  const topLevel = top.status === 0 && top.stdout.trim() !== '' ? await realpath(top.stdout.trim()) : null;
  const prefix = topLevel === null ? '' : relative(topLevel, await realpath(dir));
  return { topLevel, commonDir, gitDir: await realpath(gitDir), bare: bare === 'true', prefix };
}

const timeoutMs = 30_000;
const graceMs = 1_000;
const outputLimitBytes = 64 * 1024;

function bareGit(
  cwd: string,
  outerEnv: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
): ReturnType<typeof runProcess> {
  const env = gitEnvironment(outerEnv, 'https:ssh');
  return runProcess({ argv: ['git', ...args], cwd, env, timeoutMs, graceMs, outputLimitBytes });
}

function remotesIn(entries: readonly ConfigEntry[]): RepositoryFacts['remotes'] {
  return entries.flatMap(({ key, value }) => {
    const [, name] = /^remote\.(.+)\.url$/s.exec(key) ?? [];
    return name === undefined ? [] : [{ name, url: withoutUserinfo(value) }];
  });
}

async function originHead(git: Git, at: GitPlace): Promise<string | null> {
  const prefix = 'refs/remotes/origin/';
  const args = ['symbolic-ref', '--quiet', `${prefix}HEAD`] as const;
  const call = { at, args, what: "read origin's HEAD", kind: 'look', answers: [0, 1, 128] } as const;
  const target = (await git.run(call)).stdout.trim();
  return target.startsWith(prefix) ? target.slice(prefix.length) : null;
}

/** What the files of the current commit say, read from the commit and not from the checkout. */
async function contentFacts(
  git: Git,
  at: GitPlace,
  head: Sha | null,
): Promise<Pick<RepositoryFacts, 'submodules' | 'lfs'>> {
  if (head === null) return { submodules: [], lfs: false };
  const modules = await blob(git, at, `${head}:.gitmodules`);
  const attributes = await blob(git, at, `${head}:.gitattributes`);
  const paths = [...modules.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].flatMap(([, path]) => path ?? []);
  return { submodules: paths, lfs: /^[^#\n]*\bfilter=lfs\b/m.test(attributes) };
}

async function blob(git: Git, at: GitPlace, name: string): Promise<string> {
  const args = ['cat-file', 'blob', name] as const;
  const call = { at, args, what: 'read a file of the commit', kind: 'look', answers: [0, 128] } as const;
  const { status, stdout } = await git.run(call);
  return status === 0 ? stdout : '';
}

function isOn(value: string | null): boolean {
  return value !== null && /^(?:true|yes|on|1)$/i.test(value);
}

async function blockingBranches(git: Git, at: GitPlace): Promise<readonly string[]> {
  const names = ['refs/heads/feat', 'refs/heads/omnibus'];
  const args = ['for-each-ref', '--format=%(refname)', ...names] as const;
  const found = await git.read({ at, args, what: 'look for branches', kind: 'look' });
  return found
    .split('\n')
    .filter((ref) => names.includes(ref))
    .map((ref) => ref.slice('refs/heads/'.length));
}
