import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import type { Surroundings } from '../surroundings.ts';

/** When a person last had a look at a project, epoch milliseconds: a file of theirs, which nothing depends on. */
export interface Looks {
  /** Null: never, or it cannot be told. */
  readonly read: () => Promise<number | null>;
  /** Looks of several who are open at once do not go back in time. */
  readonly keep: (at: number) => Promise<void>;
}

export function looksOf(root: string, env: Surroundings['env']): Looks {
  const state = [env['XDG_STATE_HOME'], join(env['HOME'] ?? homedir(), '.local', 'state')];
  const folder = state.find((path) => path !== undefined && isAbsolute(path)) ?? homedir();
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const path = join(folder, 'czar', 'looks', name);
  const read = async (): Promise<number | null> => {
    try {
      const at = Number(await readFile(path, 'utf8'));
      return Number.isFinite(at) && at > 0 ? at : null;
    } catch (error) {
      if (error instanceof Error) return null;
      throw error;
    }
  };
  return {
    read,
    keep: async (at) => {
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        if (((await read()) ?? 0) < at) await replaceFile(path, `${at}\n`);
      } catch (error) {
        // A home that cannot be written: the next look has no account to give, which is no reason to fail this one.
        if (!(error instanceof Error)) throw error;
      }
    },
  };
}
