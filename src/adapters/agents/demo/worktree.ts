import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readIfThere } from '../../files/read-if-there.ts';
import { runProcess } from '../../process/run.ts';
import type { Ran, Worktree } from './play.ts';

const EMAIL = 'demo@czar.invalid';
const commandTimeoutMs = 600_000;
const outputLimitBytes = 1_000_000;
const graceMs = 2_000;
/** Somebody else may look at the index at the same moment. */
const lockTries = 10;
const lockWaitMs = 200;
const subjectLimit = 200;

/** The worktree at `cwd`, for an agent with the identity `Demo <demo@czar.invalid>` that signs nothing. */
export function demoWorktree(cwd: string): Worktree & { subjects(): Promise<ReadonlySet<string>> } {
  const env = { ...inherited(), ...IDENTITY };
  const left: string[] = [];
  const exec = async (argv: readonly [string, ...string[]], signal?: AbortSignal): Promise<Ran> => {
    const options = { cwd, env, timeoutMs: commandTimeoutMs, outputLimitBytes, graceMs };
    const ran = await runProcess({ argv, ...options, ...(signal === undefined ? {} : { signal }) });
    return { status: ran.status, output: ran.stdout + ran.stderr };
  };
  return {
    // One pipe for both streams keeps their lines in order.
    run: (command, signal) => exec(['/bin/sh', '-c', `exec 2>&1\n${command}`], signal),
    async write(path, content) {
      await mkdir(dirname(join(cwd, path)), { recursive: true });
      await writeFile(join(cwd, path), content);
    },
    async commit({ subject, marker }) {
      const add = await unlocked(() =>
        exec(['git', 'add', '-A', '--', '.', ...left.map((path) => `:(exclude)${path}`)]),
      );
      if (add.status !== 0) return add;
      const message = ['-m', subject, ...(marker === null ? [] : ['-m', marker])];
      return unlocked(() => exec(['git', 'commit', '--allow-empty', ...message]));
    },
    switchTo: (branch) => exec(['git', 'switch', '-c', branch]),
    async leave(path) {
      left.push(path);
      await writeFile(join(cwd, path), 'Nobody has committed this.\n');
    },
    async cameBy(what) {
      const place = await exec(['git', 'rev-parse', '--git-dir']);
      return remembered(join(resolve(cwd, place.output.trim()), 'czar-demo-memory'), what);
    },
    async subjects() {
      const range = ['--first-parent', `--max-count=${subjectLimit}`, `--author=<${EMAIL}>`];
      const log = await exec(['git', 'log', ...range, '--format=%s']);
      return new Set(log.status === 0 ? log.output.split('\n').filter((line) => line !== '') : []);
    },
  };
}

const IDENTITY: Readonly<Record<string, string>> = {
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: EMAIL,
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: EMAIL,
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'commit.gpgSign',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_EDITOR: 'true',
  GIT_PAGER: 'cat',
  GIT_TERMINAL_PROMPT: '0',
};

function inherited(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function unlocked(git: () => Promise<Ran>): Promise<Ran> {
  for (let tries = 1; tries < lockTries; tries += 1) {
    const ran = await git();
    if (ran.status === 0 || !ran.output.includes('index.lock')) return ran;
    await wait(lockWaitMs);
  }
  return git();
}

/** Whether `line` stands in the file already; it does afterwards. */
async function remembered(file: string, line: string): Promise<boolean> {
  const known = (await readIfThere(file)) ?? '';
  if (known.split('\n').includes(line)) return true;
  await writeFile(file, `${known}${line}\n`);
  return false;
}
