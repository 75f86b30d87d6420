import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { Surroundings } from '../surroundings.ts';

interface Looks {
  readonly read: () => Promise<number | null>;
  readonly keep: (at: number) => Promise<void>;
}

/** When a person last had a look at the project at `root`: a file of theirs, which nothing depends on. */
export function looksOf(root: string, env: Surroundings['env']): Looks {
  const state = [env['XDG_STATE_HOME'], join(env['HOME'] ?? homedir(), '.local', 'state')];
  const folder = state.find((path) => path !== undefined && isAbsolute(path)) ?? homedir();
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const path = join(folder, 'czar', 'looks', name);
  return {
    read: async () => {
      try {
        const at = Number(await readFile(path, 'utf8'));
        return Number.isFinite(at) && at > 0 ? at : null;
      } catch (error) {
        if (error instanceof Error) return null;
        throw error;
      }
    },
    keep: async (at) => {
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeFile(path, `${at}\n`, { mode: 0o600 });
      } catch (error) {
        // A home that cannot be written: the next look has no account to give, which is no reason to fail this one.
        if (!(error instanceof Error)) throw error;
      }
    },
  };
}
