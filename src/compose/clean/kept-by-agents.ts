import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as claude from '../../adapters/agents/claude/trusted-folders.ts';
import * as codex from '../../adapters/agents/codex/trusted-folders.ts';
import { isMissing } from '../../adapters/files/error-code.ts';
import { isThere } from '../../adapters/files/is-there.ts';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import { type Bucket, bucketOf, type Removal } from './bucket.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Surroundings } from '../surroundings.ts';

/** Larger files are left alone. */
const MOST_BYTES = 20_000_000;

interface Wanted {
  readonly policy: Pick<Policy, 'agents' | 'root' | 'worktrees'>;
  readonly env: Surroundings['env'];
  /** Also of worktrees that are still there: they go before. */
  readonly all: boolean;
}

/** A program that keeps something about folders in a file of its own. */
interface Keeper {
  readonly kind: string;
  readonly fileIn: (variable: (name: string) => string | undefined, home: string) => string;
  readonly keptFolders: (text: string) => readonly string[];
  readonly withoutFolder: (text: string, folder: string) => string;
}

const KEEPERS: readonly Keeper[] = [
  {
    kind: 'claude',
    fileIn: (variable, home) => join(variable('CLAUDE_CONFIG_DIR') ?? home, '.claude.json'),
    ...claude,
  },
  {
    kind: 'codex',
    fileIn: (variable, home) => join(variable('CODEX_HOME') ?? join(home, '.codex'), 'config.toml'),
    ...codex,
  },
];

/** What agents keep in their own files about worktrees of this project: each entry goes once its worktree is gone. */
export async function keptByAgents(wanted: Wanted): Promise<Bucket> {
  const found = await Promise.all(
    KEEPERS.flatMap((keeper) =>
      [...new Set(filesOf(keeper, wanted))].map((file) => entriesIn({ keeper, file }, wanted)),
    ),
  );
  return bucketOf(found.flat());
}

/** The user's, and those of agents with a home of their own. */
function filesOf({ kind, fileIn }: Keeper, { env: own, policy }: Wanted): readonly string[] {
  const agents = [...policy.agents.values()].filter((agent) => agent.kind === kind);
  return agents.map(({ env }) => {
    const variable = (name: string): string | undefined => env[name] ?? own[name];
    return fileIn(variable, variable('HOME') ?? homedir());
  });
}

interface Kept {
  readonly keeper: Keeper;
  readonly file: string;
}

async function entriesIn(kept: Kept, { policy, all }: Wanted): Promise<readonly Removal[]> {
  const text = await textOf(kept.file);
  if (text === null) return [];
  const places = [policy.worktrees, join(policy.root, '.czar', 'canary')];
  const own = kept.keeper.keptFolders(text).filter((folder) => places.includes(dirname(folder)));
  const gone = await Promise.all(own.map(async (folder) => all || !(await isThere(folder))));
  return own.filter((_, index) => gone[index]).map((folder) => removalOf(kept, folder));
}

function removalOf(kept: Kept, folder: string): Removal {
  return {
    what: 'entry',
    name: `${folder} in ${kept.file}`,
    bytes: null,
    proof: `${kept.keeper.kind} keeps it about a worktree that is gone`,
    take: async () => {
      if (await isThere(folder)) return 'its worktree is still there';
      return without(kept, folder);
    },
  };
}

/** The smallest edit, by compare and swap: the agent writes this file as well. A link is followed to the file that it names. */
async function without({ keeper, file }: Kept, folder: string): Promise<string | null> {
  const target = await realpath(file);
  const before = await textOf(target);
  if (before === null) return 'its file is gone, or too large';
  const after = keeper.withoutFolder(before, folder);
  const { mode } = await stat(target);
  if (hashOf((await textOf(target)) ?? '') !== hashOf(before))
    return `${keeper.kind} is writing its file: try again`;
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
