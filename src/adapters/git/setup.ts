import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { SetupPolicy } from '../../domain/policy.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import type { Leash } from '../../ports/tether.ts';
import { excludePaths } from '../files/excludes.ts';
import { isThere } from '../files/is-there.ts';
import { runProcess } from '../process/run.ts';
import type { RepositoryContext } from './context.ts';
import { lastLines } from './last-lines.ts';
import { lockFilesAt } from './lock-files.ts';
import {
  existing,
  forgetBefore,
  madeIn,
  noteBefore,
  noteMade,
  notedBefore,
  untrackedIn,
  untrackedOf,
} from './made-by-setup.ts';
import { exists } from './status.ts';

/** A checkout's folder that the setup is for. */
interface SetupRequest extends WorktreePlace, Leash {
  readonly setup: SetupPolicy;
}

const graceMs = 5_000;
const outputLimitBytes = 64 * 1024;

/** A hash of everything that a setup depends on: its config, the content of what it copies, and the commit's lock files. */
export async function setupHash(
  context: RepositoryContext,
  setup: SetupPolicy,
  commit: Sha | null,
): Promise<string> {
  const locks = commit === null ? '' : await lockFilesAt(context, commit);
  const hash = createHash('sha256').update(JSON.stringify([setup.run, setup.copy, setup.link, locks]));
  for (const file of setup.copy) {
    const source = await sourceOf(context, file);
    hash.update(
      source === null
        ? 'missing'
        : createHash('sha256')
            .update(await readFile(source))
            .digest(),
    );
  }
  return hash.digest('hex');
}

/**
 * Copies, links and runs what the config says, and notes what came of it. Errors: Fault `command-failed` with the end of the
 * output, `bad-input`.
 */
export async function setUp(context: RepositoryContext, request: SetupRequest): Promise<void> {
  const { path, gitDir, setup } = request;
  const folder = join(path, context.prefix);
  const named = await untrackedOf(context.git, request, namesIn(context, setup));
  const made = [...(await existing(path, await madeIn(gitDir))), ...named];
  // Before they are there: nobody sees a secret as work, also after a kill in the middle.
  await noteMade(gitDir, made);
  await context.repoAdmin(() => excludePaths(context.commonDir, named));
  for (const file of setup.copy) await place(context, { folder, top: path, file, how: 'copy' });
  for (const file of setup.link) await place(context, { folder, top: path, file, how: 'link' });
  if (setup.run === null) return noteMade(gitDir, await existing(path, made));
  const before = new Set((await notedBefore(gitDir)) ?? (await untrackedIn(context, request)));
  await noteBefore(gitDir, before);
  try {
    await runSetup(context, request, { run: setup.run, folder });
  } finally {
    const after = (await untrackedIn(context, request)).filter((name) => !before.has(name));
    await noteMade(gitDir, [...(await existing(path, made)), ...after]);
    await forgetBefore(gitDir);
  }
}

/** What is copied and linked, from the top of the checkout. A name that leads out of it is refused where it is used. */
function namesIn({ prefix }: RepositoryContext, { copy, link }: SetupPolicy): readonly string[] {
  const names = [...copy, ...link].map((file) => join(prefix, file).replace(/\/$/, ''));
  return names.filter((name) => name !== '.' && !name.startsWith('/') && !name.startsWith('..'));
}

async function runSetup(
  context: RepositoryContext,
  { setup, tether, signal }: SetupRequest,
  { run, folder }: { readonly run: string; readonly folder: string },
): Promise<void> {
  const result = await runProcess({
    argv: ['/bin/sh', '-c', 'exec /bin/sh -c "$1" 2>&1', 'sh', run],
    cwd: folder,
    env: context.setupEnv,
    timeoutMs: setup.timeoutMs,
    outputLimitBytes,
    graceMs,
    tether,
    wholeFamily: true,
    signal,
  });
  if (result.status === 0 && !result.timedOut && !result.aborted) return;
  const end = result.timedOut
    ? `no end after ${result.ms} ms`
    : `status ${result.status ?? result.signal ?? '?'}`;
  const because = `${end}\n${lastLines(result.stdout)}`;
  const help = 'it is "setup.run" in czar.config.json';
  throw new Fault({
    code: 'command-failed',
    what: `run "${run}"`,
    on: folder,
    because,
    help,
    transient: result.aborted,
  });
}

interface Placing {
  readonly folder: string;
  readonly top: string;
  readonly file: string;
  readonly how: 'copy' | 'link';
}

async function place(context: RepositoryContext, { folder, top, file, how }: Placing): Promise<void> {
  const source = how === 'copy' ? await sourceOf(context, file) : await linkSourceOf(context, file);
  if (source === null) return;
  const target = join(folder, file);
  await makeFolderWithin(top, dirname(target));
  if (how === 'link' && (await isThere(target))) return;
  // A link that a commit put there would lead the copy out of the worktree.
  await rm(target, { force: true });
  if (how === 'link') await symlink(source, target);
  else await copyFile(source, target, constants.COPYFILE_EXCL);
}

/** The file in the project's own folder, without symbolic links; null when it is not there. */
async function sourceOf(context: RepositoryContext, file: string): Promise<string | null> {
  const source = await linkSourceOf(context, file);
  if (source === null) return null;
  if ((await lstat(source)).isFile()) return source;
  throw refused(file, 'only files can be copied', 'name the files in it, or use "link"');
}

async function linkSourceOf(
  { mainCheckout, prefix }: RepositoryContext,
  file: string,
): Promise<string | null> {
  if (mainCheckout === null) return null;
  const root = await realpath(join(mainCheckout, prefix));
  const named = resolve(root, file);
  if (!isWithin(root, named)) throw refused(file, 'it lies outside the project');
  if (!(await exists(named))) return null;
  const source = await realpath(named);
  if (isWithin(root, source)) return source;
  throw refused(file, 'it is a link that leads out of the project');
}

/** Makes `folder`, unless a link on the way leads out of `top`. */
async function makeFolderWithin(top: string, folder: string): Promise<void> {
  const realTop = await realpath(top);
  let existing = folder;
  while (existing !== top && !(await isThere(existing))) existing = dirname(existing);
  if (!isWithin(realTop, await realpath(existing)))
    throw refused(folder, 'a link in the worktree leads out of it');
  await mkdir(folder, { recursive: true });
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep);
}

function refused(file: string, because: string, help?: string): Fault {
  const facts = { code: 'bad-input', what: 'set up a worktree', on: file, because } as const;
  return new Fault(help === undefined ? facts : { ...facts, help });
}
