import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../files/error-code.ts';
import { replaceFile } from '../files/replace-file.ts';

/**
 * The secret of one holder of the door, in a file that only its user can read. Abstract sockets have no permissions: knowing the
 * token is what proves that a peer is this user.
 */
const tokenFile = 'door.token';
const tokenBytes = 32;

/** Makes a new token; the one before is worthless from then on. */
export async function newToken(journalDir: string): Promise<string> {
  const token = randomBytes(tokenBytes).toString('hex');
  await replaceFile(join(journalDir, tokenFile), token);
  return token;
}

/** Null when there is none. */
export async function readToken(journalDir: string): Promise<string | null> {
  try {
    return await readFile(join(journalDir, tokenFile), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export async function dropToken(journalDir: string): Promise<void> {
  await rm(join(journalDir, tokenFile), { force: true });
}

/** Takes the same time whichever byte differs. */
export function sameToken(token: string, claimed: string): boolean {
  const [own, other] = [Buffer.from(token), Buffer.from(claimed)];
  return own.length === other.length && timingSafeEqual(own, other);
}
