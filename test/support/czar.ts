import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { decodeSnapshot } from '../../src/adapters/door/decode-response.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { supervisorsBelow, tearDown } from './czar-teardown.ts';
import { lastPicture } from './last-picture.ts';
import { until } from './until.ts';

/** The checkout that the tests run from. */
const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
/** What `czar` runs. */
export const packageProgram = join(packageRoot, 'dist/main.js');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A run that goes on. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<Ran>;
}

/** The real czar on a machine of its own: an empty HOME, its own tmux sockets, one repository, and nothing left behind. */
export interface TestCzar {
  /** Everything of this machine is below. */
  readonly base: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  run(...args: readonly string[]): Promise<Ran>;
  runIn(cwd: string, ...args: readonly string[]): Promise<Ran>;
  /** With these variables too. */
  runWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran>;
  /** Starts `czar` and does not wait for its end. */
  begin(...args: readonly string[]): Running;
  git(...args: readonly string[]): string;
  tmux(...args: readonly string[]): string;
  write(file: string, text: string): void;
  read(file: string): string;
  /** The picture as `czar status --json` has it; null when there was none yet. */
  snapshot(): Promise<Snapshot | null>;
  /** Waits until the picture meets the condition. */
  until(what: string, condition: (snapshot: Snapshot) => boolean): Promise<Snapshot>;
  /** Pid of the supervisor that holds the project; null: none does. */
  supervisor(): Promise<number | null>;
}

export interface TestCzarOptions {
  /** `example`: the example project; else these files. One commit holds them. Default: a repository with a README. */
  readonly files?: 'example' | Readonly<Record<string, string>>;
  /** `none`: an empty folder instead of a repository. `empty`: a repository without commits. */
  readonly repository?: 'committed' | 'empty' | 'none';
  readonly env?: Readonly<Record<string, string>>;
  /** False: whoever starts accepts nothing that the files name. Default: what a test wrote is accepted by its starts. */
  readonly trusts?: boolean;
}

const runTimeoutMs = 240_000;

/** Teardown is registered before anything is made. */
export function aCzar({
  files = {},
  repository = 'committed',
  env: more = {},
  trusts = true,
}: TestCzarOptions = {}): TestCzar {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'czar-e2e-')));
  const children = new Set<ChildProcess>();
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    await tearDown(base);
  });
  const root = join(base, 'shop');
  for (const folder of [root, join(base, 'home'), join(base, 'tmp')]) mkdirSync(folder);
  const env = { ...ownEnvironment(base), ...more };
  const git = (...args: readonly string[]): string => gitIn(root, args, env);
  fill({ root, files, repository, git });
  const begin = (args: readonly string[], changes: Partial<Begin> = {}): Running => {
    const running = beginCzar({ cwd: root, args: trusts ? trusting(args) : args, env, ...changes });
    children.add(running.child);
    return running;
  };
  const runIn = (cwd: string, ...args: readonly string[]): Promise<Ran> => begin(args, { cwd }).ended;
  const snapshot = async (): Promise<Snapshot | null> => decodeStatus(await runIn(root, 'status', '--json'));
  return {
    base,
    root,
    env,
    git,
    runIn,
    snapshot,
    run: (...args) => runIn(root, ...args),
    runWith: (changes, ...args) => begin(args, { env: { ...env, ...changes } }).ended,
    begin: (...args) => begin(args),
    tmux: (...args) =>
      execFileSync('tmux', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim(),
    write(file, text) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    read: (file) => readFileSync(join(root, file), 'utf8'),
    until: async (what, condition) =>
      until(
        () => {
          const seen = lastPicture(root);
          return seen !== null && condition(seen) ? seen : null;
        },
        { what },
      ),
    supervisor: async () => {
      const [pid] = await supervisorsBelow(root);
      return pid ?? null;
    },
  };
}

function ownEnvironment(base: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: join(base, 'home'),
    SHELL: '/bin/sh',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    TMPDIR: join(base, 'tmp'),
    TMUX_TMPDIR: base,
    GIT_CONFIG_NOSYSTEM: '1',
  };
}

interface Filling {
  readonly root: string;
  readonly files: 'example' | Readonly<Record<string, string>>;
  readonly repository: 'committed' | 'empty' | 'none';
  readonly git: (...args: readonly string[]) => string;
}

function fill({ root, files, repository, git }: Filling): void {
  if (files === 'example') copyExample(root);
  else
    for (const [name, text] of Object.entries({ README: 'A shop\n', ...files })) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
  if (repository === 'none') return;
  git('init', '--quiet', '--initial-branch=main');
  if (repository === 'empty') return;
  git('add', '--all');
  git('commit', '--quiet', '--message=first');
}

function copyExample(root: string): void {
  for (const name of ['work-queue.json', 'dependencies.json', 'tasks', 'czar.config.json'])
    cpSync(join(packageRoot, name), join(root, name), { recursive: true });
}

function gitIn(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): string {
  const who = { NAME: 'A Person', EMAIL: 'person@example.com' };
  return execFileSync('git', args, {
    cwd,
    env: {
      ...env,
      GIT_AUTHOR_NAME: who.NAME,
      GIT_AUTHOR_EMAIL: who.EMAIL,
      GIT_COMMITTER_NAME: who.NAME,
      GIT_COMMITTER_EMAIL: who.EMAIL,
    },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd();
}

/** A start of this project accepts the commands that its files name. */
function trusting(args: readonly string[]): readonly string[] {
  return args[0] === 'start' && !args.includes('--dry-run') ? ['start', '--trust', ...args.slice(1)] : args;
}

interface Begin {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

function beginCzar({ cwd, args, env }: Begin): Running {
  const child = spawn(process.execPath, [packageProgram, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: runTimeoutMs,
    killSignal: 'SIGKILL',
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...said }));
  });
  return { pid: child.pid ?? 0, child, out: () => said.out, err: () => said.err, ended };
}

function decodeStatus({ code, out, err }: Ran): Snapshot | null {
  if (code !== 0) throw new Error(`czar status ended with ${code}: ${err}`);
  return out.trim() === 'null' ? null : decodeSnapshot(out);
}
