import { sought } from '../adapters/files/agents.ts';
import { findProgram } from '../adapters/process/find-program.ts';
import type { Surroundings } from './surroundings.ts';

/** The kind of the first agent whose program is on PATH, for configs that name none; null: there is none. */
export async function findAgent(env: Surroundings['env']): Promise<string | null> {
  for (const { kind, command } of sought) if (await isOnPath(command, env['PATH'])) return kind;
  return null;
}

/** `path` as in the environment; undefined: what a shell has then. */
export async function isOnPath(command: string, path?: string): Promise<boolean> {
  return (await findProgram(command, { root: '/', path })) !== null;
}
