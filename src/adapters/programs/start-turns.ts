import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { StartTurn } from '../../ports/programs.ts';
import { hasCode } from '../files/error-code.ts';
import { jsonIn } from '../files/json-in.ts';
import { withLockFile } from '../files/lock-file.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { replaceFile } from '../files/replace-file.ts';

const holderSchema = z.object({
  pid: z.int().positive(),
  /** Epoch milliseconds. */
  until: z.number(),
  mark: z.string(),
});

/** A file in `dir` says who has the turn of a kind, and until when; that of a dead process, or of another day, says nothing. */
export async function takeTurn(dir: string, kind: string, mostMs: number): Promise<StartTurn | null> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, `${kind}.turn`);
  const mark = randomBytes(8).toString('hex');
  const inTurn = <T>(use: () => Promise<T>): Promise<T> => withLockFile(`${path}.lock`, use);
  const isMine = await inTurn(async () => {
    const holder = await holderIn(path);
    const now = Date.now();
    const isHeld = holder !== null && holder.until > now && holder.until <= now + mostMs && lives(holder.pid);
    if (!isHeld) await replaceFile(path, JSON.stringify({ pid: process.pid, until: now + mostMs, mark }));
    return !isHeld;
  });
  if (!isMine) return null;
  return {
    giveBack: () =>
      inTurn(async () => {
        if ((await holderIn(path))?.mark === mark) await rm(path, { force: true });
      }),
  };
}

async function holderIn(path: string): Promise<z.output<typeof holderSchema> | null> {
  const text = await readIfThere(path);
  const found = text === null ? null : holderSchema.safeParse(jsonIn(text));
  return found?.success === true ? found.data : null;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
