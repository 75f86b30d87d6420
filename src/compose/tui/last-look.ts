import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import type { Look } from '../../views/tui/looks.ts';
import type { Surroundings } from '../surroundings.ts';

/** What a person last saw of a project: a file of theirs, which nothing depends on. */
export interface Looks {
  /** Null: they never looked, or it cannot be told. */
  readonly read: () => Promise<Look | null>;
  /** Looks of several who are open at once do not go back in time. */
  readonly keep: (look: Look) => Promise<void>;
}

export function looksOf(root: string, env: Surroundings['env']): Looks {
  const state = [env['XDG_STATE_HOME'], join(env['HOME'] ?? homedir(), '.local', 'state')];
  const folder = state.find((path) => path !== undefined && isAbsolute(path)) ?? homedir();
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const path = join(folder, 'czar', 'looks', name);
  const read = async (): Promise<Look | null> => {
    try {
      return lookIn(await readFile(path, 'utf8'));
    } catch (error) {
      if (error instanceof Error) return null;
      throw error;
    }
  };
  return {
    read,
    keep: async ({ since, leftAt }) => {
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        if (((await read())?.leftAt ?? 0) < leftAt) await replaceFile(path, `${leftAt} ${since}\n`);
      } catch (error) {
        // A home that cannot be written: the next look has no account to give, which is no reason to fail this one.
        if (!(error instanceof Error)) throw error;
      }
    },
  };
}

/** Older releases wrote the first number only. */
function lookIn(text: string): Look | null {
  const [leftAt = Number.NaN, since = leftAt] = text.trim().split(' ').map(Number);
  return leftAt > 0 && since >= 0 && since <= leftAt ? { since, leftAt } : null;
}
