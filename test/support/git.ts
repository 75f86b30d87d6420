import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openRepository } from '../../src/adapters/git/repository.ts';
import type { Repository, WorktreePlace } from '../../src/ports/repository.ts';
import { realClock } from './git-clock.ts';
import { looseLeash } from './loose-leash.ts';
import { removeFolder } from './remove-folder.ts';

/** A real repository in a folder of its own, with an empty HOME and no config of anybody. */
export interface TestRepository {
  /** Everything of this repository is below. */
  readonly base: string;
  readonly home: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs git in the main checkout, or where `at` says; output without the line end. */
  git(...args: readonly string[]): string;
  gitAt(cwd: string, ...args: readonly string[]): string;
  write(file: string, text: string, at?: string): void;
  read(file: string, at?: string): string;
  has(file: string, at?: string): boolean;
  /** Commits everything in a checkout; gives the commit's name. */
  commit(message: string, at?: string): string;
  open(changes?: {
    readonly gateEnv?: Readonly<Record<string, string>>;
    readonly outerEnv?: Readonly<Record<string, string>>;
  }): Promise<Repository>;
  remove(): void;
}

export const projectId = '0123456789abcdef';

export const noSetup = { run: null, copy: [], link: [], timeoutMs: 60_000 } as const;

export function testRepository(): TestRepository {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'czar-git-')));
  const home = join(base, 'home');
  const root = join(base, 'repo');
  mkdirSync(home);
  mkdirSync(root);
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A Person',
    GIT_AUTHOR_EMAIL: 'person@example.com',
    GIT_COMMITTER_NAME: 'A Person',
    GIT_COMMITTER_EMAIL: 'person@example.com',
  };
  const gitAt = (cwd: string, ...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1e8,
    }).replace(/\n$/, '');
  gitAt(root, 'init', '-q', '-b', 'main');
  writeFileSync(join(root, 'README'), 'one\n');
  writeFileSync(join(root, 'run.sh'), '#!/bin/sh\necho hello\n');
  chmodSync(join(root, 'run.sh'), 0o755);
  writeFileSync(join(root, '.gitignore'), '*.ignored\nnode_modules/\n/.czar/\n');
  gitAt(root, 'add', '-A');
  gitAt(root, 'commit', '-q', '-m', 'first');
  return {
    base,
    home,
    root,
    env,
    git: (...args) => gitAt(root, ...args),
    gitAt,
    write(file, text, at = root) {
      mkdirSync(dirname(join(at, file)), { recursive: true });
      writeFileSync(join(at, file), text);
    },
    read: (file, at = root) => readFileSync(join(at, file), 'utf8'),
    has: (file, at = root) => existsSync(join(at, file)),
    commit(message, at = root) {
      gitAt(at, 'add', '-A');
      gitAt(at, 'commit', '-q', '--allow-empty', '-m', message);
      return gitAt(at, 'rev-parse', 'HEAD');
    },
    open: ({ gateEnv = {}, outerEnv = env } = {}) =>
      openRepository({
        root,
        commonDir: join(root, '.git'),
        projectId,
        identity: { name: 'Czar', email: 'czar@localhost' },
        gateEnv: { PATH: env.PATH, HOME: home, ...gateEnv },
        setupEnv: { PATH: env.PATH, HOME: home },
        outerEnv,
        clock: realClock,
        mainCheckout: root,
        gatesDir: join(root, '.czar/gates'),
        cores: 2,
      }),
    remove: () => removeFolder(base),
  };
}

/** A worker's worktree, detached at `at` or on a new branch there. */
export async function workerTree(
  repo: TestRepository,
  repository: Repository,
  options: { readonly worker?: string; readonly branch?: string; readonly at?: string } = {},
): Promise<WorktreePlace> {
  const worker = options.worker ?? 'engineer1';
  const at = options.at ?? repo.git('rev-parse', 'main');
  const path = join(repo.root, '.czar/worktrees', worker);
  const request = { worker, path, at, setup: noSetup, setupHash: null, ...looseLeash };
  const place = await repository.worktrees.prepare(request);
  if (options.branch !== undefined)
    await repository.worktrees.switchTo(place, { name: options.branch, from: at }, looseLeash);
  return place;
}
