import { mkdir, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramView } from '../../domain/program.ts';
import { known, type Seen, unknown } from '../../domain/seen.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProgramQuery, Programs } from '../../ports/programs.ts';
import { Fault } from '../../domain/fault.ts';
import { findProgram } from '../process/find-program.ts';
import { runProcess } from '../process/run.ts';
import { exchangeGood } from './good-versions.ts';
import { takeTurn } from './start-turns.ts';

export interface ProgramsOptions {
  /** Paths in the config begin here. */
  readonly root: string;
  /** Of the user; all projects share it. */
  readonly stateDir: string;
  /** Holds the folders of trials. */
  readonly trialsDir: string;
  /** What every agent inherits. */
  readonly inherited: Readonly<Record<string, string>>;
  readonly clock: Clock;
}

const VERSION_TIMEOUT_MS = 10_000;
const GRACE_MS = 200;

interface Asked {
  readonly stamp: string;
  readonly version: string;
}

export function openPrograms(options: ProgramsOptions): Programs {
  const asked = new Map<string, Asked>();
  const told = new Set<string>();
  return {
    async look(programs) {
      const seen = await Promise.all(
        [...programs].map(async ([name, query]) => [name, await lookAt(options, asked, query)] as const),
      );
      return new Map(seen);
    },
    async exchange(good, now) {
      const { news, reports } = await exchangeGood(options.stateDir, good, now);
      const fresh = reports.filter((report) => !told.has(report));
      for (const report of fresh) told.add(report);
      return { news, reports: fresh };
    },
    takeTurn: (kind, mostMs) => takeTurn(options.stateDir, kind, mostMs),
    async folder(agent) {
      const path = join(options.trialsDir, agent);
      await rm(path, { recursive: true, force: true });
      await mkdir(path, { recursive: true, mode: 0o700 });
      return path;
    },
  };
}

async function lookAt(
  options: ProgramsOptions,
  asked: Map<string, Asked>,
  query: ProgramQuery,
): Promise<Seen<ProgramView>> {
  const now = options.clock.now();
  const env = { ...options.inherited, ...query.env };
  const path = await findProgram(query.command, { root: options.root, path: env['PATH'] });
  if (path === null) return unknown(`there is no program ${query.command}`, now);
  const stamp = await stampOf(path);
  const question = JSON.stringify([path, ...query.versionArgs]);
  const before = asked.get(question);
  if (before?.stamp === stamp) return known({ path, version: before.version }, now);
  const version = await versionOf([path, ...query.versionArgs], env);
  if (version === null) return unknown(`${path} does not say its version`, now);
  asked.set(question, { stamp, version });
  return known({ path, version }, now);
}

/** Another one after every update: by a link to another file, by another file in its place, or by a change of it. */
async function stampOf(path: string): Promise<string> {
  const real = await realpath(path);
  const { ino, size, mtimeMs, ctimeMs } = await stat(real);
  return [real, ino, size, mtimeMs, ctimeMs].join(' ');
}

async function versionOf(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<string | null> {
  try {
    const { status, stdout } = await runProcess({
      argv,
      cwd: '/',
      env,
      timeoutMs: VERSION_TIMEOUT_MS,
      graceMs: GRACE_MS,
      outputLimitBytes: 1_000,
    });
    return status === 0 ? (/\d+(?:\.\d+)+[\w.+-]*/.exec(stdout)?.[0] ?? null) : null;
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'command-failed') return null;
    throw error;
  }
}
