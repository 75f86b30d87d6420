import { Fault, type FaultFacts } from '../../domain/fault.ts';
import { printable } from '../../domain/names.ts';
import type { WorktreePlace } from '../../ports/repository.ts';
import type { Leash } from '../../ports/tether.ts';
import { type ProcessResult, runProcess } from '../process/run.ts';
import { type ConfigEntry, parseConfig, settingsEnvironment, type Setting } from './config.ts';
import { gitEnvironment, type Protocols } from './environment.ts';
import { remembering } from './known-config.ts';
import { fixedSettings, overrides, sshCommand } from './safe-config.ts';

/** Where a call works. Named outright, so that no `.git` file in a tree can send git elsewhere. */
export interface GitPlace {
  readonly gitDir: string;
  /** Null: the call needs no files. */
  readonly workTree: string | null;
}

export function placeOf({ path, gitDir }: WorktreePlace): GitPlace {
  return { gitDir, workTree: path };
}

export interface GitCall {
  readonly at: GitPlace;
  /** Subcommand first. Names that come from outside stand behind `--` or are full refs or object names. */
  readonly args: readonly [string, ...string[]];
  /** For the message of a fault, as a verb phrase. */
  readonly what: string;
  /**
   * `look`: runs no program that the repository's config names; `read`: may run filters on files of a worktree. Neither writes or
   * takes a lock, but in places of Czar's own that `at` and `env` name.
   */
  readonly kind: 'look' | 'read';
  readonly env?: Readonly<Record<string, string>>;
  /** It may take its time: whatever else the machine does goes first. */
  readonly inBackground?: true;
  /** On top of the safe settings; a `look` has none. */
  readonly settings?: readonly Setting[];
  readonly stdin?: string;
  /** Statuses that are an answer; all others are a fault. Only 0 when left out. */
  readonly answers?: readonly number[];
  readonly timeoutMs?: number;
  readonly outputLimitBytes?: number;
  /** Too long an output is an answer too, without its front; else it is a fault. */
  readonly mayBeCut?: true;
}

/** A call that may write, and run filters and drivers. */
export interface WorkCall extends Omit<GitCall, 'kind'> {
  readonly kind: 'work';
}

export interface GitAnswer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
}

/**
 * The only way to git. Every call has a fixed environment, safe settings, an argument list and a deadline; the repository's
 * config is taken for hostile. Errors: Fault `git-failed`, `deadline`.
 */
export interface Git {
  run(call: GitCall): Promise<GitAnswer>;
  /** Output of a call, without the line end. */
  read(call: GitCall): Promise<string>;
  config(at: GitPlace): Promise<readonly ConfigEntry[]>;
  /** The same git, held by a leash: only so may it change anything. */
  heldBy(leash: Leash): WorkingGit;
}

/** A git whose calls that may write are journaled before they begin, and end when they are called off. */
export interface WorkingGit extends Git {
  run(call: GitCall | WorkCall): Promise<GitAnswer>;
  read(call: GitCall | WorkCall): Promise<string>;
}

const lookTimeoutMs = 60_000;
/** A checkout of a very large tree on a busy machine. */
const workTimeoutMs = 10 * 60_000;
const graceMs = 10_000;
const outputLimitBytes = 64 * 1024 * 1024;

/** A program of POSIX, which becomes the one that it is given. */
const nicely = ['nice', '-n', '10'] as const;

type AnyCall = GitCall | WorkCall;

export function createGit(outer: Readonly<Record<string, string | undefined>>, protocols: Protocols): Git {
  const base = gitEnvironment(outer, protocols);

  /** The config is looked at before each call that could run a program of it: a worker may have changed it since. */
  const settings = async (call: AnyCall): Promise<Readonly<Record<string, string>>> => {
    const noLocks = call.kind === 'work' ? {} : { GIT_OPTIONAL_LOCKS: '0' };
    if (call.kind === 'look') return { ...settingsEnvironment(fixedSettings), ...noLocks };
    const entries = await config(call.at);
    const all: readonly Setting[] = [...fixedSettings, ...overrides(entries), ...(call.settings ?? [])];
    return { ...settingsEnvironment(all), GIT_SSH_COMMAND: sshCommand(entries), ...noLocks };
  };

  const run = async (call: AnyCall, leash: Leash | null): Promise<GitAnswer> => {
    const env = { ...base, ...(await settings(call)), ...placeEnvironment(call.at), ...call.env };
    const result = await runProcess({
      argv: call.inBackground === true ? [...nicely, 'git', ...call.args] : ['git', ...call.args],
      cwd: call.at.workTree ?? call.at.gitDir,
      env,
      timeoutMs: call.timeoutMs ?? (call.kind === 'work' ? workTimeoutMs : lookTimeoutMs),
      outputLimitBytes: call.outputLimitBytes ?? outputLimitBytes,
      graceMs,
      ...(call.stdin === undefined ? {} : { stdin: call.stdin }),
      ...(call.kind === 'work' && leash !== null ? { tether: leash.tether, signal: leash.signal } : {}),
    });
    return answerOf(call, result);
  };

  const config = remembering(base, async (at: GitPlace) => {
    const args = ['config', '--list', '-z', '--show-scope', '--includes'] as const;
    // A process of its own scope "command" would hide whose a value is, so this call carries no settings.
    const result = await runProcess({
      argv: ['git', ...args],
      cwd: at.workTree ?? at.gitDir,
      env: { ...base, ...placeEnvironment(at) },
      timeoutMs: lookTimeoutMs,
      outputLimitBytes,
      graceMs,
    });
    const call: GitCall = { at, args, what: "read git's config", kind: 'look' };
    return parseConfig(answerOf(call, result).stdout);
  });

  const held = (leash: Leash | null): WorkingGit => ({
    run: (call) => run(call, leash),
    read: async (call) => (await run(call, leash)).stdout.replace(/\n$/, ''),
    config,
    heldBy: held,
  });
  return held(null);
}

function placeEnvironment(at: GitPlace): Readonly<Record<string, string>> {
  return at.workTree === null ? { GIT_DIR: at.gitDir } : { GIT_DIR: at.gitDir, GIT_WORK_TREE: at.workTree };
}

function answerOf(call: AnyCall, result: ProcessResult): GitAnswer {
  const { status, stdout, stderr } = result;
  if (result.timedOut)
    throw fault(call, { code: 'deadline', because: `no end after ${result.ms} ms`, transient: true });
  if (status === null) {
    const because = result.aborted ? 'it was called off' : `it was ended by ${result.signal ?? 'a signal'}`;
    throw fault(call, { code: 'git-failed', because, transient: true });
  }
  if (!(call.answers ?? [0]).includes(status)) throw fault(call, failureOf(status, stderr));
  const { truncated: isCut } = result;
  if (isCut && call.mayBeCut !== true)
    throw fault(call, { code: 'git-failed', because: 'its output is too long' });
  return { status, stdout, stderr, isCut };
}

/** What another git holds now, or what the network did, may be over soon; all else will fail again. */
const passing =
  /\.lock': File exists|unable to create '.*\.lock'|cannot lock ref|Could not resolve host|Connection (?:timed out|refused|reset)|early EOF|unexpected disconnect|Could not read from remote/i;

function failureOf(status: number, stderr: string): Pick<FaultFacts, 'code' | 'because' | 'transient'> {
  const said = stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('hint:'))
    .slice(-3)
    .map((line) => withoutUserinfo(printable(line.slice(0, 300))))
    .join('; ');
  const because = said === '' ? `git ended with status ${status}` : said;
  return { code: 'git-failed', because, transient: passing.test(stderr) };
}

/** A URL with a name or token in it has no place in a message. */
export function withoutUserinfo(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@]*@/gi, '$1');
}

function fault(call: AnyCall, facts: Pick<FaultFacts, 'code' | 'because' | 'transient'>): Fault {
  const { workTree, gitDir } = call.at;
  return new Fault({ ...facts, what: call.what, on: workTree ?? gitDir });
}
