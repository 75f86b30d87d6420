import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isMissing } from '../files/error-code.ts';
import { withPlainFile } from '../files/plain-file.ts';
import type { ConfigEntry } from './config.ts';

/** Reads the config that holds in a git directory. */
export type ReadConfig<At extends { readonly gitDir: string }> = (at: At) => Promise<readonly ConfigEntry[]>;

interface Known {
  readonly stamp: string;
  readonly untilMs: number;
  readonly entries: readonly ConfigEntry[];
}

type Environment = Readonly<Record<string, string>>;

/** Two changes within one tick of a file system's clock look like one. Longer than a tick: where it counts whole seconds, and else. */
const coarseTickMs = 2_000;
const fineTickMs = 100;
const wholeSecond = 1_000_000_000n;
/** What holds for the whole machine may lie where only git knows. */
const lifeMs = 60_000;
const mostDirectories = 500;
const longestPathBytes = 4_096;

/**
 * Asks git for its config only when a file that it may be in was touched since: else every third process that a run starts
 * would ask for nothing else. Asked for each time are a config that includes other files, one whose files were touched just
 * now, and one whose files cannot be looked at.
 */
export function remembering<At extends { readonly gitDir: string }>(
  env: Environment,
  read: ReadConfig<At>,
): ReadConfig<At> {
  const known = new Map<string, Known>();
  return async (at) => {
    const stamp = await stampOf(at.gitDir, env);
    const before = known.get(at.gitDir);
    if (before?.stamp === stamp && performance.now() < before.untilMs) return before.entries;
    known.delete(at.gitDir);
    const entries = await read(at);
    if (stamp === null || entries.some(({ key }) => /^include(?:if)?\./.test(key))) return entries;
    if (known.size >= mostDirectories) known.clear();
    known.set(at.gitDir, { stamp, untilMs: performance.now() + lifeMs, entries });
    return entries;
  };
}

/** Null: git has to be asked. */
async function stampOf(gitDir: string, env: Environment): Promise<string | null> {
  const common = await commonOf(gitDir);
  if (common === null) return null;
  const files = [...usersFiles(env), join(common, 'config'), join(gitDir, 'config.worktree')];
  const marks = await Promise.all(files.map(markOf));
  return marks.includes(null) ? null : [common, ...marks].join('\n');
}

/** Where the config of a worktree's repository is: a line of a file that anybody may have written. */
async function commonOf(gitDir: string): Promise<string | null> {
  try {
    return await withPlainFile(join(gitDir, 'commondir'), async (file, stats) =>
      stats.isFile() && stats.size < longestPathBytes
        ? resolve(gitDir, (await file.readFile('utf8')).trim())
        : null,
    );
  } catch (error) {
    return isMissing(error) ? gitDir : null;
  }
}

function usersFiles({ HOME, XDG_CONFIG_HOME }: Environment): readonly string[] {
  return [
    '/etc/gitconfig',
    ...(XDG_CONFIG_HOME === undefined ? [] : [join(XDG_CONFIG_HOME, 'git', 'config')]),
    ...(HOME === undefined ? [] : [join(HOME, '.config', 'git', 'config'), join(HOME, '.gitconfig')]),
  ];
}

async function markOf(path: string): Promise<string | null> {
  try {
    return ofStats(await stat(path, { bigint: true }));
  } catch (error) {
    return isMissing(error) ? '-' : null;
  }
}

/** The time of a change is set by the system alone. */
function ofStats({ dev, ino, size, ctimeNs, ctimeMs }: BigIntStats): string | null {
  const tickMs = ctimeNs % wholeSecond === 0n ? coarseTickMs : fineTickMs;
  return Number(ctimeMs) > Date.now() - tickMs ? null : [dev, ino, size, ctimeNs].join(':');
}
