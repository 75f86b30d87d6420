import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { keptFolders, withoutFolder } from '../../adapters/agents/claude/trusted-folders.ts';
import { isMissing } from '../../adapters/files/error-code.ts';
import { isThere } from '../../adapters/files/is-there.ts';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import { type Bucket, bucketOf, type Removal } from './bucket.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Surroundings } from '../surroundings.ts';

/** Larger files are left alone. */
const MOST_BYTES = 20_000_000;

interface Wanted {
  readonly policy: Pick<Policy, 'agents' | 'worktrees'>;
  readonly env: Surroundings['env'];
  /** Also of worktrees that are still there: they go before. */
  readonly all: boolean;
}

/** What claude keeps in its own file about worktrees of this project: each entry goes once its worktree is gone. */
export async function keptByClaude(wanted: Wanted): Promise<Bucket> {
  const files = new Set(configFiles(wanted));
  const found = await Promise.all([...files].map((file) => entriesIn(file, wanted)));
  return bucketOf(found.flat());
}

/** The user's, and those of agents with a home of their own. */
function configFiles({ env: own, policy }: Wanted): readonly string[] {
  const agents = [...policy.agents.values()].filter(({ kind }) => kind === 'claude');
  return agents.map(({ env }) => {
    const home = env['HOME'] ?? own['HOME'] ?? homedir();
    return join(env['CLAUDE_CONFIG_DIR'] ?? own['CLAUDE_CONFIG_DIR'] ?? home, '.claude.json');
  });
}

async function entriesIn(file: string, { policy, all }: Wanted): Promise<readonly Removal[]> {
  const text = await textOf(file);
  if (text === null) return [];
  const own = keptFolders(text).filter((folder) => dirname(folder) === policy.worktrees);
  const gone = await Promise.all(own.map(async (folder) => all || !(await isThere(folder))));
  return own.filter((_, index) => gone[index]).map((folder) => removalOf(file, folder));
}

function removalOf(file: string, folder: string): Removal {
  return {
    what: 'entry',
    name: `${folder} in ${file}`,
    bytes: null,
    proof: 'claude keeps it about a worktree that is gone',
    take: async () => {
      if (await isThere(folder)) return 'its worktree is still there';
      return without(file, folder);
    },
  };
}

/** The smallest edit, by compare and swap: claude writes this file as well. A link is followed to the file that it names. */
async function without(file: string, folder: string): Promise<string | null> {
  const target = await realpath(file);
  const before = await textOf(target);
  if (before === null) return 'its file is gone, or too large';
  const after = withoutFolder(before, folder);
  const { mode } = await stat(target);
  if (hashOf((await textOf(target)) ?? '') !== hashOf(before)) return 'claude is writing its file: try again';
  await replaceFile(target, after, mode & 0o777);
  return null;
}

/** Null: it is not there, or too large to be read. */
async function textOf(file: string): Promise<string | null> {
  try {
    const { size } = await stat(file);
    return size > MOST_BYTES ? null : await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
