import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { opencode } from './opencode.ts';
import type { RealAgent } from './real-agent.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The programs of the agents, by kind. */
    agentPrograms: Readonly<Record<string, AgentProgram>>;
  }
}

export interface AgentProgram {
  /** Absolute path. */
  readonly command: string;
  /** As it says itself. */
  readonly version: string;
}

const INSTALL_TIMEOUT_MS = 600_000;
const VERSION_TIMEOUT_MS = 60_000;

/**
 * Finds the programs of the agents, before the tests: in the folder that CZAR_AGENTS_BIN names; else each is installed once, in its
 * pinned version, below the user's cache.
 */
export function setup(project: TestProject): void {
  const programs = [claude, codex, opencode].map(
    (agent) => [agent.kind.name, programOf(agent, process.env['CZAR_AGENTS_BIN'])] as const,
  );
  project.provide('agentPrograms', Object.fromEntries(programs));
}

function programOf(agent: RealAgent, bin: string | undefined): AgentProgram {
  const command = join(bin ?? join(installed(agent), 'node_modules/.bin'), agent.kind.name);
  const said = execFileSync(command, ['--version'], { encoding: 'utf8', timeout: VERSION_TIMEOUT_MS });
  const version = /\d+\.\d+\.\d+/.exec(said)?.[0] ?? said.trim();
  process.stdout.write(`${agent.kind.name} ${version}: ${command}\n`);
  return { command, version };
}

/** Into a folder aside that is renamed at the end: what is there is complete. */
function installed({ kind, pinned }: RealAgent): string {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'czar/agents');
  const folder = join(cache, `${kind.name}-${pinned.version}`);
  if (existsSync(folder)) return folder;
  const aside = `${folder}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  try {
    process.stdout.write(`installing ${pinned.package}@${pinned.version} into ${folder}\n`);
    npm(aside, 'install', '--no-audit', '--no-fund', '--save-exact', `${pinned.package}@${pinned.version}`);
    // Some npm leave out what a package does at its installation, and then the program is a stub.
    npm(aside, 'rebuild', '--foreground-scripts');
    renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return folder;
}

function npm(folder: string, ...args: readonly string[]): void {
  execFileSync('npm', ['--prefix', folder, ...args], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: INSTALL_TIMEOUT_MS,
  });
}
