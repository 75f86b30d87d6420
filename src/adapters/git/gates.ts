import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Sha } from '../../domain/names.ts';
import type { CheckResult } from '../../domain/pull-request.ts';
import type { Merges, TestMerge, WorktreePlace } from '../../ports/repository.ts';
import type { RanAt, RunAt } from '../../ports/run-at.ts';
import { replaceFile } from '../files/replace-file.ts';
import { type ProcessResult, runProcess } from '../process/run.ts';
import { heldBy, type RepositoryContext, type WorkContext } from './context.ts';
import { placeOf, type WorkCall } from './git.ts';
import { lastLines } from './last-lines.ts';
import { isMadeThere, keeping, madeIn, noteMade } from './made-by-setup.ts';
import { type MadeWorktree, makeWorktree } from './prepare.ts';
import { readIfThere } from './ref-files.ts';
import { requireSha } from './refs.ts';
import { setUp, setupHash } from './setup.ts';

type Check = TestMerge['checks'][number];

/**
 * Runs checks and reviewers in warm worktrees `<gatesDir>/<n>` (port `Merges`). Calls at the same time get worktrees of their own;
 * what the setup made and git ignores stays between them.
 */
export function gates(context: RepositoryContext, gatesDir: string): Pick<Merges, 'test' | 'run'> {
  const taken = new Set<number>();
  const inOne = async <T>(request: Placed, work: (worktree: MadeWorktree) => Promise<T>): Promise<T> => {
    let number = 1;
    while (taken.has(number)) number += 1;
    taken.add(number);
    try {
      await mkdir(gatesDir, { recursive: true });
      return await work(await readyAt(heldBy(context, request), request, join(gatesDir, String(number))));
    } finally {
      taken.delete(number);
    }
  };
  return {
    test: (request) => inOne(request, (worktree) => runChecks(context, request, worktree)),
    run: (request) => inOne(request, (worktree) => runProgram(context, request, worktree)),
  };
}

type Placed = Pick<TestMerge, 'commit' | 'setup' | 'tether' | 'signal'>;

/** A worktree at exactly the commit, with nothing in it but the commit, what git ignores, and the setup. */
async function readyAt(context: WorkContext, request: Placed, path: string): Promise<MadeWorktree> {
  const { setup, tether, signal } = request;
  const at = requireSha(request.commit);
  const worktree = await makeWorktree(context, { path, at });
  const hash = await setupHash(context, setup, at);
  const mark = join(worktree.gitDir, 'czar-gate-setup');
  const fits = !worktree.isNew && (await readIfThere(mark)) === hash;
  // What an old setup made is dirt.
  if (!fits) await forget(worktree, mark);
  await context.checkouts(() => bringTo(context, worktree, at));
  if (fits && (await isMadeThere(worktree))) return worktree;
  await setUp(context, { path, gitDir: worktree.gitDir, setup, tether, signal });
  await replaceFile(mark, hash);
  return worktree;
}

async function forget({ gitDir }: WorktreePlace, mark: string): Promise<void> {
  await rm(mark, { force: true });
  await noteMade(gitDir, []);
}

async function bringTo(context: WorkContext, worktree: WorktreePlace, commit: Sha): Promise<void> {
  const at = placeOf(worktree);
  const git = async (args: WorkCall['args'], what: string): Promise<void> => {
    await context.git.run({ at, args, what, kind: 'work' });
  };
  await git(['reset', '--hard', '--quiet'], 'clean the gate');
  await git(
    ['checkout', '--quiet', '--force', '--detach', '--no-recurse-submodules', commit, '--'],
    'check out the merge',
  );
  // Twice --force: repositories that a test made go too. Ignored files stay: they are what makes the worktree warm.
  const kept = keeping(await madeIn(worktree.gitDir));
  await git(['clean', '-d', '--force', '--force', '--quiet', ...kept, '--', '.'], 'clean the gate');
}

async function runChecks(
  context: RepositoryContext,
  request: TestMerge,
  worktree: WorktreePlace,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of request.checks) {
    const first = await runOnce(context, request, { check, worktree });
    const isFailure = verdictOf(first) === 'failed' && !first.outgrown;
    const second = isFailure ? await runOnce(context, request, { check, worktree }) : null;
    results.push(resultOf(check, first, second));
  }
  return results;
}

const graceMs = 5_000;
const outputLimitBytes = 256 * 1024;

async function runOnce(
  context: RepositoryContext,
  { tether, signal, memoryBytes = null }: TestMerge,
  { check, worktree }: { readonly check: Check; readonly worktree: WorktreePlace },
): Promise<ProcessResult> {
  const result = await runProcess({
    // What a check prints to its two outputs belongs in one order.
    argv: ['/bin/sh', '-c', 'exec /bin/sh -c "$1" 2>&1', 'sh', check.run],
    cwd: join(worktree.path, context.prefix),
    env: { ...context.gateEnv, CI: '1' },
    timeoutMs: check.timeoutMs,
    memoryLimitBytes: memoryBytes,
    outputLimitBytes,
    graceMs,
    tether,
    wholeFamily: true,
    signal,
  });
  if (!result.aborted) return result;
  throw new Fault({
    code: 'command-failed',
    what: 'run a check',
    on: check.name,
    because: 'it was called off',
    transient: true,
  });
}

async function runProgram(
  context: RepositoryContext,
  { argv, stdin, env, timeoutMs, tether, signal }: RunAt,
  worktree: WorktreePlace,
): Promise<RanAt> {
  const result = await runProcess({
    argv,
    cwd: join(worktree.path, context.prefix),
    env: { ...context.gateEnv, ...env, CI: '1' },
    stdin,
    timeoutMs,
    outputLimitBytes: programLimitBytes,
    graceMs,
    tether,
    wholeFamily: true,
    signal,
  });
  if (!result.aborted) return result;
  const because = 'it was called off';
  throw new Fault({ code: 'command-failed', what: 'run a program', on: argv[0], because, transient: true });
}

const programLimitBytes = 2 * 1024 * 1024;

function verdictOf({ status, timedOut, outgrown }: ProcessResult): 'passed' | 'failed' | 'timed-out' {
  if (timedOut) return 'timed-out';
  return status === 0 && !outgrown ? 'passed' : 'failed';
}

const OUTGROWN = 'It was ended: it used more memory than one check may (limits.checkMemory).';

/** A check that fails and then passes on the same files is flaky, and its first failure is worth showing. */
function resultOf(check: Check, first: ProcessResult, second: ProcessResult | null): CheckResult {
  const last = second === null ? verdictOf(first) : verdictOf(second);
  const verdict = second !== null && last === 'passed' ? 'flaky' : last;
  const shown = verdict === 'flaky' ? first : (second ?? first);
  const ms = first.ms + (second?.ms ?? 0);
  const said = lastLines(shown.stdout);
  const tail = shown.outgrown ? `${said === '' ? '' : `${said}\n`}${OUTGROWN}` : said;
  return { name: check.name, verdict, ms, tail: verdict === 'passed' ? '' : tail };
}
